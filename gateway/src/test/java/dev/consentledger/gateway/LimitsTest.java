package dev.consentledger.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Services.class)
@TestProfile(LimitsTest.Small.class)
class LimitsTest {

  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URL live;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  public static final class Small implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "consentledger.limits.requests-burst", "5",
          "consentledger.limits.requests-per-second", "1",
          "consentledger.limits.body-bytes-max", "100",
          "consentledger.limits.list-bytes-max", "100000",
          "consentledger.limits.idle", "1s",
          "consentledger.limits.stream-idle", "1s");
    }
  }

  @BeforeEach
  void forget() {
    Services.forget();
  }

  @Test
  void a_caller_that_asks_too_often_waits_and_others_do_not() {
    boolean refused = false;
    for (int i = 0; i < 50 && !refused; i++) {
      refused = caller("often").get("/v1/ledger/head").statusCode() == 429;
    }
    assertThat(refused).isTrue();
    caller("other").get("/v1/ledger/head").then().statusCode(200);
  }

  @Test
  void a_refused_caller_is_told_when_to_come_again() throws Exception {
    String token = FixtureTokens.of("burst", "auditor");
    String ask = Wire.head("GET /v1/ledger/head", token);
    try (Wire wire = new Wire(RestAssured.port)) {
      wire.send(ask.repeat(12));
      assertThat(wire.awaitText("problems/too-many-requests")).contains("Retry-After: 1");
    }
  }

  @Test
  void a_body_that_announces_too_much_is_refused_before_it_is_sent() {
    caller("large-1")
        .body("x".repeat(101))
        .post("/v1/audiences")
        .then()
        .statusCode(413)
        .body("type", equalTo("https://consentledger.dev/problems/too-large"));
    assertThat(Services.matching().untouched()).isTrue();
    caller("large-1").body("x".repeat(100)).post("/v1/audiences").then().statusCode(200);
  }

  @Test
  void a_body_that_grows_too_large_is_cut_off() throws Exception {
    var ended = new AtomicBoolean();
    var cancelled = new AtomicBoolean();
    Services.matching()
        .behaves(request -> {
          request.connection().closeHandler(_ -> cancelled.set(true));
          request.exceptionHandler(_ -> {});
          request.handler(_ -> {});
          request.endHandler(_ -> ended.set(true));
        });
    try (Wire wire = new Wire(RestAssured.port)) {
      wire.send(
          Wire.head(
              "POST /v1/audiences/u/lists",
              FixtureTokens.of("large-2", "advertiser"),
              "Transfer-Encoding: chunked"));
      for (int i = 0; i < 11; i++) {
        wire.send(Wire.chunk("x".repeat(10_000)));
      }

      assertThat(wire.awaitText("\"requestId\"")).contains("413", "problems/too-large");
      Wire.await("the service hears of it", cancelled::get);
      assertThat(ended).isFalse();
    }
  }

  @Test
  void a_service_that_says_nothing_times_out() {
    Services.matching().behaves(_ -> {});
    caller("silent")
        .get("/v1/audiences/u")
        .then()
        .statusCode(504)
        .body("type", equalTo("https://consentledger.dev/problems/upstream-timeout"));
  }

  @Test
  void a_service_that_falls_silent_breaks_the_answer_off() throws Exception {
    Services.matching().behaves(request -> request.response().setChunked(true).write("first\n"));
    try (Wire wire = new Wire(RestAssured.port)) {
      wire.send(Wire.head("GET /v1/audiences/u/members", FixtureTokens.of("stalled", "delivery")));

      assertThat(wire.awaitClose()).contains("first\n").doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void a_caller_that_stops_sending_times_out() throws Exception {
    try (Wire wire = new Wire(RestAssured.port)) {
      wire.send(
          Wire.head(
              "POST /v1/audiences",
              FixtureTokens.of("dawdler", "advertiser"),
              "Content-Length: 10"));

      assertThat(wire.awaitText("\"requestId\"")).contains("408", "problems/request-timeout");
    }
  }

  @Test
  void a_stream_that_goes_on_outlives_the_limit_of_silence() throws Exception {
    Services.matching()
        .behaves(request -> {
          var response = request.response().setChunked(true);
          int[] count = {0};
          Services.vertx()
              .setPeriodic(
                  200,
                  timer -> {
                    response.write("tick\n");
                    if (++count[0] == 10) {
                      Services.vertx().cancelTimer(timer);
                      response.end("last\n");
                    }
                  });
        });
    try (Wire wire = new Wire(RestAssured.port)) {
      wire.send(Wire.head("GET /v1/audiences/u/members", FixtureTokens.of("sse", "delivery")));

      wire.awaitText("last\n");
    }
  }

  @Test
  void a_service_that_is_down_is_not_available_and_the_other_still_is() {
    Services.matching()
        .downDuring(() -> {
          caller("down")
              .get("/v1/audiences/u")
              .then()
              .statusCode(503)
              .contentType("application/problem+json")
              .header("Retry-After", equalTo("2"))
              .body("type", equalTo("https://consentledger.dev/problems/service-unavailable"));
          caller("down").get("/v1/ledger/head").then().statusCode(200);
          given()
              .get(ready)
              .then()
              .statusCode(200)
              .body("checks.find { it.name == 'services reachable' }.data.matching", equalTo(false))
              .body("checks.find { it.name == 'services reachable' }.data.consent", equalTo(true));
          given()
              .get(metrics)
              .then()
              .body(
                  containsString(
                      "consentledger_gateway_upstream_reachable{upstream=\"matching\"} 0.0"));
        });
    caller("down").get("/v1/audiences/u").then().statusCode(200);
    given().get(ready).then().statusCode(200);
  }

  @Test
  void a_gateway_that_reaches_no_service_is_not_ready_and_lives_on() {
    Services.consent()
        .downDuring(() ->
            Services.matching()
                .downDuring(() -> {
                  given().get(ready).then().statusCode(503);
                  given().get(live).then().statusCode(200);
                }));
    given().get(ready).then().statusCode(200);
  }

  @Test
  void the_access_log_names_the_template_and_never_the_account() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    var format = new PatternFormatter("%s %X{requestId}");
    Handler keeper =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(format.format(org.jboss.logmanager.ExtLogRecord.wrap(line)));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger access = Logger.getLogger("dev.consentledger.gateway.access");
    access.addHandler(keeper);
    try {
      String id =
          caller("log-subject")
              .get("/v1/accounts/account-0815/consents?at=4711")
              .then()
              .statusCode(200)
              .extract()
              .header("X-Request-Id");

      String line = lines.poll(20, TimeUnit.SECONDS);
      while (line != null && !line.contains(id)) {
        line = lines.poll(20, TimeUnit.SECONDS);
      }
      assertThat(line)
          .startsWith("GET /v1/accounts/{account}/consents 200 to consent")
          .doesNotContain("0815", "4711", "log-subject");
    } finally {
      access.removeHandler(keeper);
    }
  }

  @Test
  void a_problem_has_every_part_and_no_name_of_a_class() {
    String body =
        given()
            .get("/v1/ledger/head")
            .then()
            .statusCode(401)
            .body("title", equalTo("No valid token"))
            .body("status", equalTo(401))
            .body("detail", matchesPattern(".+\\."))
            .header("Cache-Control", equalTo("no-store"))
            .extract()
            .asString();
    assertThat(body).doesNotContain("Exception", "io.", "java.");
  }

  private static RequestSpecification caller(String subject) {
    return given()
        .header(
            "Authorization",
            "Bearer "
                + FixtureTokens.of(subject, "auditor", "advertiser", "delivery", "consent-reader"));
  }
}
