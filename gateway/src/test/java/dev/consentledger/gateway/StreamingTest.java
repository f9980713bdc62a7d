package dev.consentledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Services.class)
class StreamingTest {

  private static final String TOKEN =
      FixtureTokens.in("consent-writer", "advertiser", "delivery", "auditor");
  private static final String LIST = "POST /v1/audiences/u/lists";
  private static final String MEMBERS = "GET /v1/audiences/u/members";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final long LARGE_BYTES = 256L << 20;

  /** What sockets and their buffers on both hops may hold; far below {@link #LARGE_BYTES}. */
  private static final long IN_FLIGHT_BYTES_MAX = 64L << 20;

  @BeforeEach
  void forget() {
    Services.forget();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-ndjson", "text/event-stream"})
  void the_first_part_of_an_answer_arrives_before_the_last_is_written(String type)
      throws Exception {
    var response = new CompletableFuture<HttpServerResponse>();
    Services.matching()
        .behaves(request -> {
          request.response().putHeader("Content-Type", type).setChunked(true).write("first\n");
          response.complete(request.response());
        });
    try (Wire caller = caller()) {
      caller.send(Wire.head("GET /v1/audiences/u/runs/r/progress", TOKEN));

      assertThat(caller.awaitText("first\n")).contains("200 OK").doesNotContain("second");

      HttpServerResponse service = get(response);
      service.write("second\n");
      caller.awaitText("second\n");
      service.end();
      caller.awaitText("0\r\n\r\n");
    }
  }

  @Test
  void the_first_part_of_a_body_arrives_before_the_last_is_sent() throws Exception {
    var arrived = new AtomicLong();
    Services.consent()
        .behaves(request -> {
          request.handler(part -> arrived.addAndGet(part.length()));
          request.endHandler(_ -> request.response().end("whole"));
        });
    try (Wire caller = caller()) {
      caller.send(Wire.head("POST /v1/accounts:import", TOKEN, CHUNKED) + Wire.chunk("line 1\n"));
      Wire.await("the first line arrives", () -> arrived.get() == 7);

      caller.send(Wire.chunk("line 2\n") + "0\r\n\r\n");

      caller.awaitText("whole");
      assertThat(arrived.get()).isEqualTo(14);
    }
  }

  @Test
  void an_import_is_answered_line_by_line_while_it_is_sent() throws Exception {
    Services.consent()
        .behaves(request -> {
          request.response().setChunked(true);
          request.handler(request.response()::write);
          request.endHandler(_ -> request.response().end());
        });
    try (Wire caller = caller()) {
      caller.send(Wire.head("POST /v1/accounts:import", TOKEN, CHUNKED));
      for (String line : new String[] {"one\n", "two\n", "three\n"}) {
        caller.send(Wire.chunk(line));
        caller.awaitText(line);
      }
      caller.send("0\r\n\r\n");
      caller.awaitText("0\r\n\r\n");
    }
  }

  @Test
  void a_slow_service_slows_the_upload_down_and_nothing_piles_up() throws Exception {
    var taken = new AtomicLong();
    var held = new CompletableFuture<HttpServerRequest>();
    Services.matching()
        .behaves(request -> {
          request.handler(part -> taken.addAndGet(part.length()));
          request.endHandler(_ -> request.response().end("taken"));
          request.pause();
          held.complete(request);
        });
    try (Wire caller = caller()) {
      ByteBuffer piece = ByteBuffer.allocate(1 << 20);
      caller.send(Wire.head(LIST, TOKEN, "Content-Length: " + LARGE_BYTES));

      long sent = caller.sendUntilStalled(piece, LARGE_BYTES);

      assertThat(sent).isLessThan(IN_FLIGHT_BYTES_MAX);
      get(held).resume();
      while (sent < LARGE_BYTES) {
        long more = caller.sendUntilStalled(piece, LARGE_BYTES - sent);
        assertThat(more).isPositive();
        sent += more;
      }
      caller.awaitText("taken");
      assertThat(taken.get()).isEqualTo(LARGE_BYTES);
    }
  }

  @Test
  void a_slow_caller_slows_the_answer_down_and_nothing_piles_up() throws Exception {
    var written = new AtomicLong();
    Buffer part = Buffer.buffer(new byte[65_536]);
    Services.matching()
        .behaves(request -> {
          HttpServerResponse response = request.response();
          response.putHeader("Content-Length", Long.toString(LARGE_BYTES));
          response.drainHandler(_ -> pour(response, part, written));
          pour(response, part, written);
        });
    try (Wire caller = caller()) {
      caller.send(Wire.head(MEMBERS, TOKEN));

      assertThat(awaitStanding(written)).isBetween(1L, IN_FLIGHT_BYTES_MAX);

      caller.awaitBytes(LARGE_BYTES);
      assertThat(written.get()).isEqualTo(LARGE_BYTES);
    }
  }

  private static void pour(HttpServerResponse response, Buffer part, AtomicLong written) {
    while (written.get() < LARGE_BYTES && !response.writeQueueFull()) {
      written.addAndGet(part.length());
      response.write(part);
    }
    if (written.get() == LARGE_BYTES && !response.ended()) {
      response.end();
    }
  }

  /** The number once it has not changed for a second. */
  private static long awaitStanding(AtomicLong number) {
    long[] last = {number.get(), System.nanoTime()};
    Wire.await(
        "nothing more is written",
        () -> {
          long now = number.get();
          if (now == 0 || now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1] > 1_000_000_000L;
        });
    return last[0];
  }

  @Test
  void a_service_that_breaks_off_breaks_the_answer_off() throws Exception {
    Services.matching()
        .behaves(request ->
            request
                .response()
                .setChunked(true)
                .write("first\n")
                .onComplete(_ -> request.connection().close()));
    try (Wire caller = caller()) {
      caller.send(Wire.head(MEMBERS, TOKEN));

      assertThat(caller.awaitClose()).contains("first\n").doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void a_service_that_closes_without_an_answer_is_not_available() throws Exception {
    Services.matching().behaves(request -> request.connection().close());
    try (Wire caller = caller()) {
      caller.send(Wire.head(MEMBERS, TOKEN));

      assertThat(caller.awaitText("\"requestId\""))
          .contains("503 Service Unavailable", "problems/service-unavailable")
          .containsIgnoringCase("Retry-After: 2");
    }
  }

  @Test
  void a_caller_that_hangs_up_during_an_answer_cancels_it_at_the_service() throws Exception {
    var cancelled = new AtomicBoolean();
    Services.matching()
        .behaves(request -> {
          request.connection().closeHandler(_ -> cancelled.set(true));
          request.response().setChunked(true).write("first\n");
        });
    Wire caller = caller();
    caller.send(Wire.head(MEMBERS, TOKEN));
    caller.awaitText("first\n");

    caller.close();

    Wire.await("the service hears of it", cancelled::get);
  }

  @Test
  void a_caller_that_hangs_up_before_the_answer_cancels_it_at_the_service() throws Exception {
    var reached = new AtomicBoolean();
    var cancelled = new AtomicBoolean();
    Services.matching()
        .behaves(request -> {
          request.connection().closeHandler(_ -> cancelled.set(true));
          reached.set(true);
        });
    Wire caller = caller();
    caller.send(Wire.head(MEMBERS, TOKEN));
    Wire.await("the request arrives", reached::get);

    caller.close();

    Wire.await("the service hears of it", cancelled::get);
  }

  @Test
  void a_caller_that_hangs_up_during_an_upload_breaks_it_off_at_the_service() throws Exception {
    var arrived = new AtomicLong();
    var ended = new AtomicBoolean();
    var cancelled = new AtomicBoolean();
    Services.matching()
        .behaves(request -> {
          request.connection().closeHandler(_ -> cancelled.set(true));
          request.exceptionHandler(_ -> {});
          request.handler(part -> arrived.addAndGet(part.length()));
          request.endHandler(_ -> ended.set(true));
        });
    Wire caller = caller();
    caller.send(Wire.head(LIST, TOKEN, CHUNKED) + Wire.chunk("email\n"));
    Wire.await("the first part arrives", () -> arrived.get() == 6);

    caller.close();

    Wire.await("the service hears of it", cancelled::get);
    assertThat(ended).isFalse();
  }

  @Test
  void a_refused_upload_is_not_asked_for() throws Exception {
    try (Wire caller = caller()) {
      caller.send(
          Wire.head(
              LIST, FixtureTokens.in("delivery"), "Content-Length: 1000", "Expect: 100-continue"));

      assertThat(caller.awaitText("\"requestId\""))
          .startsWith("HTTP/1.1 403")
          .doesNotContain("100 Continue");
    }
  }

  @Test
  void a_permitted_upload_is_asked_for() throws Exception {
    try (Wire caller = caller()) {
      caller.send(Wire.head(LIST, TOKEN, "Content-Length: 6", "Expect: 100-continue"));
      caller.awaitText("HTTP/1.1 100 Continue\r\n\r\n");

      caller.send("email\n");

      caller.awaitText("200 OK");
      Service.Reached reached = Services.matching().next();
      assertThat(reached.body().toString()).isEqualTo("email\n");
      assertThat(reached.headers().contains("Expect")).isFalse();
    }
  }

  @Test
  void an_upload_that_the_service_refuses_early_shows_the_services_answer() throws Exception {
    Services.matching()
        .behaves(request -> {
          request.pause();
          request.response().setStatusCode(422).end("{\"refused\":true}");
        });
    try (Wire caller = caller()) {
      caller.send(Wire.head(LIST, TOKEN, CHUNKED) + Wire.chunk("rubbish"));

      assertThat(caller.awaitText("{\"refused\":true}")).startsWith("HTTP/1.1 422");
    }
  }

  @Test
  void a_connection_carries_one_request_after_another() throws Exception {
    try (Wire caller = caller()) {
      caller.send(Wire.head("GET /v1/nothing", TOKEN));
      caller.awaitText("404 Not Found");
      caller.send(Wire.head("PUT /v1/nothing", TOKEN, "Content-Length: 4") + "body");
      caller.send(Wire.head("GET /v1/audiences/one", TOKEN));
      caller.awaitText("{\"service\":\"matching\"}");
      assertThat(Services.matching().next().uri()).isEqualTo("/v1/audiences/one");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/audit/../../internal/v1/audiences/x",
        "GET /v1/audit/%2e%2e/%2e%2e/internal",
        "GET /v1/audit/..%2f..%2finternal",
        "GET //v1/ledger/head",
        "GET /v1/ledger/head/",
        "GET /v1/ledger/head;x",
        "GET http://localhost/v1/ledger/head",
        "OPTIONS *",
        "GET /q/../internal/v1/audiences/x"
      })
  void an_ambiguous_path_is_refused_on_the_wire(String requestLine) throws Exception {
    try (Wire caller = caller()) {
      caller.send(Wire.head(requestLine, TOKEN));

      assertThat(caller.awaitText("\"requestId\""))
          .startsWith("HTTP/1.1 400")
          .contains("problems/invalid-request");
      assertThat(Services.consent().untouched()).isTrue();
      assertThat(Services.matching().untouched()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: -1",
        "Content-Length: +4",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: x"
      })
  void a_body_of_doubtful_length_reaches_no_service(String headers) throws Exception {
    try (Wire caller = caller()) {
      caller.send(
          Wire.head(LIST, TOKEN, headers) + "0\r\n\r\nGET /v1/ledger/head HTTP/1.1\r\n\r\n");

      assertThat(caller.awaitText("\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(Services.matching().untouched()).isTrue();
      assertThat(Services.consent().untouched()).isTrue();
    }
  }

  /** Quarkus refuses these before any of our code, and so without a problem. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/ledger/%zz",
        "GET /v1/ledger/%",
        "GET /v1/audit\\..\\internal",
        "GET /v1/audit/%00\u0001"
      })
  void a_path_that_is_no_path_is_refused_on_the_wire(String requestLine) throws Exception {
    try (Wire caller = caller()) {
      caller.send(Wire.head(requestLine, TOKEN));

      assertThat(caller.awaitText("\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(Services.consent().untouched()).isTrue();
    }
  }

  /** RFC 9112, 6.3: chunked overrides a length; it must not reach the service. */
  @Test
  void a_chunked_body_with_a_length_reaches_the_service_as_chunked_only() throws Exception {
    try (Wire caller = caller()) {
      caller.send(
          Wire.head(LIST, TOKEN, "Content-Length: 3", CHUNKED)
              + Wire.chunk("email\n")
              + "0\r\n\r\n");

      caller.awaitText("200 OK");
      Service.Reached reached = Services.matching().next();
      assertThat(reached.body().toString()).isEqualTo("email\n");
      assertThat(reached.headers().contains("Content-Length")).isFalse();
    }
  }

  @Test
  void a_request_without_a_host_is_refused() throws Exception {
    try (Wire caller = caller()) {
      caller.send("GET /v1/ledger/head HTTP/1.1\r\n\r\n");

      assertThat(caller.awaitText("\"requestId\"")).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void http_1_0_is_refused_because_answers_are_streams() throws Exception {
    try (Wire caller = caller()) {
      caller.send("GET /v1/ledger/head HTTP/1.0\r\nHost: localhost\r\n\r\n");

      assertThat(caller.awaitClose()).contains("505", "http-version-not-supported");
    }
  }

  @Test
  void too_large_a_head_is_refused() throws Exception {
    try (Wire caller = caller()) {
      caller.send(Wire.head("GET /v1/ledger/head", TOKEN, "X-Large: " + "x".repeat(20_000)));
      assertThat(caller.awaitText("\r\n\r\n")).startsWith("HTTP/1.1 431");
    }
    try (Wire caller = caller()) {
      caller.send(Wire.head("GET /v1/ledger/head?" + "x".repeat(9_000), TOKEN));
      assertThat(caller.awaitText("\"requestId\"")).contains("414", "problems/uri-too-long");
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Wire caller() throws IOException {
    return new Wire(RestAssured.port);
  }
}
