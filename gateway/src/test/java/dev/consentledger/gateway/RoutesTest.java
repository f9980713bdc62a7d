package dev.consentledger.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Services.class)
class RoutesTest {

  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  private static final List<String> GROUPS =
      List.of("consent-writer", "consent-reader", "advertiser", "delivery", "auditor", "matching");

  /** DESIGN.md's table, written down a second time on purpose. */
  private static final List<String> CALLS =
      List.of(
          "PUT /v1/accounts/a-1/contact-points/c-1 consent consent-writer",
          "DELETE /v1/accounts/a-1/contact-points/c-1 consent consent-writer",
          "PUT /v1/accounts/a-1/contact-points/c-1/grants/advertising.list_matching consent consent-writer",
          "DELETE /v1/accounts/a-1/contact-points/c-1/grants/security.two_factor consent consent-writer",
          "DELETE /v1/accounts/a-1 consent consent-writer",
          "POST /v1/accounts:import consent consent-writer",
          "GET /v1/accounts/a-1/consents?at=17 consent consent-reader",
          "GET /v1/accounts/a-1/history consent consent-reader",
          "PUT /v1/notices/ads/versions/3 consent consent-writer",
          "GET /v1/notices/ads/versions/3 consent consent-reader,auditor",
          "GET /v1/notices/ads consent consent-reader,auditor",
          "POST /v1/notices/ads/versions/3:invalidate consent auditor",
          "GET /v1/accounts/a-1/report consent consent-reader",
          "GET /v1/accounts/a-1/receipts consent consent-reader",
          "GET /v1/accounts/a-1/receipts/17 consent consent-reader",
          "GET /v1/ledger/head consent any",
          "POST /v1/audiences matching advertiser",
          "POST /v1/audiences/u-1/lists matching advertiser",
          "GET /v1/audiences/u-1/runs/r-1 matching advertiser",
          "GET /v1/audiences/u-1/runs/r-1/progress matching advertiser",
          "GET /v1/audiences/u-1 matching advertiser",
          "GET /v1/audiences/u-1/members matching delivery",
          "POST /v1/audiences/u-1/members:contains matching delivery",
          "DELETE /v1/audiences/u-1 matching advertiser",
          "GET /v1/audit/proofs?position=3 consent auditor",
          "POST /v1/audit/replays consent auditor",
          "DELETE /v1/audit/replays/x consent auditor",
          "GET /log/checkpoint consent auditor",
          "GET /log/tile/entries/x001/234.p/5 consent auditor");

  static Stream<Arguments> everyCallWithEveryGroup() {
    return CALLS.stream()
        .map(call -> call.split(" "))
        .flatMap(call ->
            GROUPS.stream()
                .map(group ->
                    Arguments.of(
                        call[0],
                        call[1],
                        call[2],
                        group,
                        call[3].equals("any") || List.of(call[3].split(",")).contains(group))));
  }

  @BeforeEach
  void forget() {
    Services.forget();
  }

  @ParameterizedTest(name = "{0} {1} in {3}: {4}")
  @MethodSource("everyCallWithEveryGroup")
  void a_call_reaches_its_service_only_from_its_group(
      String method, String uri, String service, String group, boolean permitted) {
    var answer = bearer(FixtureTokens.in(group)).request(method, uri).then();
    if (permitted) {
      answer.statusCode(200).body("service", equalTo(service));
      Service reached = service.equals("consent") ? Services.consent() : Services.matching();
      assertThat(reached.next())
          .extracting(Service.Reached::method, Service.Reached::uri)
          .containsExactly(method, uri);
    } else {
      answer
          .statusCode(403)
          .contentType("application/problem+json")
          .body("type", equalTo("https://consentledger.dev/problems/forbidden"))
          .body("requestId", notNullValue());
    }
    nothingElseReached();
  }

  static Stream<Arguments> everyCall() {
    return CALLS.stream().map(call -> call.split(" ")).map(c -> Arguments.of(c[0], c[1]));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("everyCall")
  void a_call_without_a_token_is_refused(String method, String uri) {
    given()
        .urlEncodingEnabled(false)
        .request(method, uri)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", equalTo("Bearer realm=\"consent-ledger\""))
        .body("type", equalTo("https://consentledger.dev/problems/unauthenticated"));
    nothingElseReached();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("everyCall")
  void a_token_in_no_known_group_is_refused(String method, String uri) {
    bearer(FixtureTokens.in("root", "CONSENT-WRITER")).request(method, uri).then().statusCode(403);
    nothingElseReached();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1",
    "GET, /v2/ledger/head",
    "GET, /internal/v1/audiences/x",
    "PUT, /internal/v1/audiences/x",
    "PUT, /internal/v1/audiences/x/runs/y",
    "GET, /v1/internal",
    "GET, /q/nothing",
    "GET, /q",
    "GET, /V1/ledger/head",
    "GET, /v1/ledger/head/more",
    "GET, /log",
    "GET, /v1/audit",
    "POST, /v1/accounts%3Aimport",
    "GET, /v1/%6cedger/head",
    "GET, /v1/audiences/x/members%3Acontains",
    "POST, /v1/notices/ads/versions/3:invalidate/more",
    "POST, /v1/notices/ads/version/3:invalidate",
    "GET, /openapi/internal",
    "GET, /v1/audiences/x/members:other",
    "GET, /favicon.ico"
  })
  void what_is_not_in_the_table_is_not_served(String method, String uri) {
    everyGroup()
        .request(method, uri)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", equalTo("https://consentledger.dev/problems/not-found"));
    nothingElseReached();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/accounts:import, POST",
    "GET, /v1/accounts/a-1, DELETE",
    "POST, /v1/ledger/head, GET",
    "POST, /v1/notices/ads/versions/3, 'GET, PUT'",
    "POST, /v1/notices/ads/versions/:invalidate, 'GET, PUT'",
    "POST, /v1/notices/ads/versions/3%3Ainvalidate, 'GET, PUT'",
    "HEAD, /v1/ledger/head, GET",
    "OPTIONS, /v1/audiences, POST",
    "TRACE, /v1/audiences, POST",
    "PATCH, /v1/audiences/x, 'GET, DELETE'",
    "POST, /log/checkpoint, GET",
    "PUT, /v1/audit/replays, 'GET, POST, DELETE'",
    "BREW, /v1/audiences, POST",
    "POST, /, GET"
  })
  void another_method_is_refused_with_those_allowed(String method, String uri, String allow) {
    everyGroup().request(method, uri).then().statusCode(405).header("Allow", equalTo(allow));
    nothingElseReached();
  }

  @Test
  void cross_origin_requests_get_no_permission() {
    everyGroup()
        .header("Origin", "https://elsewhere.example")
        .get("/v1/ledger/head")
        .then()
        .header("Access-Control-Allow-Origin", equalTo(null));
  }

  @Test
  void the_landing_answer_names_every_call() {
    List<String> paths = given().get("/").then().statusCode(200).extract().path("calls.path");
    assertThat(paths)
        .contains("/v1/accounts:import", "/v1/audiences/{audience}/members:contains", "/log/**");
  }

  @ParameterizedTest
  @CsvSource({"/openapi/consent, consent", "/openapi/matching, matching"})
  void the_services_describe_themselves_without_a_token(String path, String service) {
    given().get(path).then().statusCode(200).body("service", equalTo(service));
    Service reached = service.equals("consent") ? Services.consent() : Services.matching();
    assertThat(reached.next().uri()).isEqualTo("/q/openapi");
  }

  @Test
  void whoever_was_handed_a_receipt_reads_its_keys_without_a_token() {
    given().get("/v1/receipt-keys").then().statusCode(200).body("service", equalTo("consent"));
    assertThat(Services.consent().next().uri()).isEqualTo("/v1/receipt-keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health/ready", "/q/health", "/q/metrics"})
  void the_front_door_serves_neither_metrics_nor_health(String path) {
    everyGroup().get(path).then().statusCode(404);
    nothingElseReached();
  }

  @Test
  void metrics_and_health_are_the_gateways_own() {
    given().get(ready).then().statusCode(200).body("status", equalTo("UP"));
    everyGroup().get("/v1/accounts/account-0815/consents").then().statusCode(200);
    given().get("/v1/accounts/account-0815/consents").then().statusCode(401);
    given()
        .get(metrics)
        .then()
        .statusCode(200)
        .body(containsString("consentledger_refusals_total{reason=\"unauthenticated\""))
        .body(containsString("route=\"/v1/accounts/{account}/consents\""))
        .body(not(containsString("0815")));
  }

  private static RequestSpecification everyGroup() {
    return bearer(FixtureTokens.in(GROUPS.toArray(String[]::new)));
  }

  private static RequestSpecification bearer(String token) {
    return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + token);
  }

  private static void nothingElseReached() {
    assertThat(Set.of(Services.consent(), Services.matching())).allMatch(Service::untouched);
  }
}
