package dev.consentledger.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Services.class)
class HeadersTest {

  private static final String TOKEN = FixtureTokens.in("auditor", "advertiser");

  @BeforeEach
  void forget() {
    Services.forget();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "x-forwarded-proto",
        "X-Forwarded-Prefix",
        "Forwarded",
        "X-Real-IP",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-ConsentLedger-Caller",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Proxy",
        "Via",
        "tracestate",
        "baggage",
        "b3",
        "X-B3-TraceId",
        "uber-trace-id"
      })
  void a_header_that_is_not_the_callers_to_say_ends_at_the_gateway(String name) {
    caller().header(name, "trailers").get("/v1/ledger/head").then().statusCode(200);

    assertThat(Services.consent().next().headers().contains(name)).isFalse();
  }

  @Test
  void a_trace_reaches_the_service() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    caller().header("traceparent", trace).get("/v1/ledger/head").then().statusCode(200);

    assertThat(Services.consent().next().headers().getAll("traceparent")).containsExactly(trace);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada@example.com", "00-0-0-01"})
  void a_malformed_trace_ends_at_the_gateway(String trace) {
    caller().header("traceparent", trace).get("/v1/ledger/head").then().statusCode(200);

    assertThat(Services.consent().next().headers().contains("traceparent")).isFalse();
  }

  @Test
  void a_header_named_by_connection_ends_at_the_gateway() {
    caller()
        .header("Connection", "keep-alive, X-One-Hop")
        .header("X-One-Hop", "1")
        .get("/v1/ledger/head")
        .then()
        .statusCode(200);

    assertThat(Services.consent().next().headers().contains("X-One-Hop")).isFalse();
  }

  @Test
  void the_token_and_all_other_headers_reach_the_service() {
    caller()
        .header("At-Least-Position", "17")
        .header("Accept", "application/x-ndjson")
        .get("/v1/ledger/head")
        .then()
        .statusCode(200);

    MultiMap headers = Services.consent().next().headers();
    assertThat(headers.get("Authorization")).isEqualTo("Bearer " + TOKEN);
    assertThat(headers.get("At-Least-Position")).isEqualTo("17");
    assertThat(headers.get("Accept")).isEqualTo("application/x-ndjson");
    assertThat("http://" + headers.get("Host")).isEqualTo(Services.consent().address());
  }

  @Test
  void status_headers_and_body_come_back_as_the_service_sent_them() {
    Services.matching()
        .behaves(request ->
            request
                .response()
                .setStatusCode(409)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Ledger-Position", "17")
                .putHeader("X-Twice", (Iterable<String>) List.of("a", "b"))
                .putHeader("Keep-Alive", "timeout=5")
                .putHeader("Connection", "X-One-Hop")
                .putHeader("X-One-Hop", "1")
                .end("{\"type\":\"https://consentledger.dev/problems/run-differs\"}"));

    var answer = caller().get("/v1/audiences/x").then();

    answer
        .statusCode(409)
        .contentType("application/problem+json")
        .header("Ledger-Position", equalTo("17"))
        .header("Keep-Alive", equalTo(null))
        .header("X-One-Hop", equalTo(null))
        .body("type", equalTo("https://consentledger.dev/problems/run-differs"));
    assertThat(answer.extract().headers().getValues("X-Twice")).containsExactly("a", "b");
  }

  @Test
  void an_answer_without_content_stays_without() {
    Services.matching().behaves(request -> request.response().setStatusCode(204).end());

    for (int i = 0; i < 3; i++) {
      caller()
          .delete("/v1/audiences/x")
          .then()
          .statusCode(204)
          .header("Transfer-Encoding", equalTo(null))
          .body(emptyString());
    }
  }

  @Test
  void a_location_never_names_the_service_behind() {
    Services.matching()
        .behaves(request ->
            request
                .response()
                .setStatusCode(202)
                .putHeader("Location", Services.matching().address() + "/v1/audiences/x/runs/y")
                .end());

    caller()
        .body("email\n")
        .post("/v1/audiences/x/lists")
        .then()
        .statusCode(202)
        .header("Location", equalTo("/v1/audiences/x/runs/y"));
  }

  @Test
  void a_well_formed_request_id_is_kept_everywhere() {
    String id = "7f3c2a10-95b1-4d1e-8f20-0a1b2c3d4e5f";
    caller().header("X-Request-Id", id).get("/v1/ledger/head").then().header("X-Request-Id", id);
    assertThat(Services.consent().next().headers().getAll("X-Request-Id")).containsExactly(id);

    given()
        .header("X-Request-Id", id)
        .get("/v1/ledger/head")
        .then()
        .statusCode(401)
        .header("X-Request-Id", id)
        .body("requestId", equalTo(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "+4915112345678901",
        "someone@example.com",
        "a request id with spaces",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void another_request_id_is_replaced(String id) {
    String given =
        caller()
            .header("X-Request-Id", id)
            .get("/v1/ledger/head")
            .then()
            .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"))
            .extract()
            .header("X-Request-Id");

    assertThat(Services.consent().next().headers().getAll("X-Request-Id")).containsExactly(given);
  }

  @Test
  void a_services_own_request_id_does_not_come_back_twice() {
    Services.consent()
        .behaves(request -> request.response().putHeader("X-Request-Id", "its-own").end());

    var headers = caller().get("/v1/ledger/head").then().extract().headers();

    assertThat(headers.getValues("X-Request-Id")).hasSize(1).doesNotContain("its-own");
  }

  private static RequestSpecification caller() {
    return given().header("Authorization", "Bearer " + TOKEN);
  }
}
