package dev.consentledger.gateway.routes;

import dev.consentledger.telemetry.TraceContext;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which headers end at the gateway, in either direction. */
final class Headers {

  /** RFC 9110, 7.6.1; Expect and HTTP2-Settings are answered for one connection too. */
  private static final Set<String> ONE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "expect");

  /**
   * What a service might believe about where a request came from or who sent it. The services take
   * none of these from anyone; a caller must not even be able to try.
   */
  private static final Set<String> CLAIMS =
      Set.of("forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "via", "proxy");

  private static final List<String> CLAIM_PREFIXES =
      List.of("x-forwarded-", "x-original-", "x-rewrite-", "x-http-method", "x-consentledger-");

  /** Other ways to carry a trace than the one header that the gateway writes itself. */
  private static final Set<String> TRACES =
      Set.of(
          TraceContext.HEADER, "tracestate", "baggage", "b3", "uber-trace-id", "x-amzn-trace-id");

  private static final List<String> TRACE_PREFIXES =
      List.of("x-b3-", "uberctx-", "ot-baggage-", "x-datadog-");

  private Headers() {}

  /** Anything could stand in them, and what is traced is kept where no erasure reaches. */
  static void dropTraces(MultiMap headers) {
    drop(headers, TRACES, TRACE_PREFIXES);
  }

  /** Also drops what {@code Connection} names. */
  static void dropOneHop(MultiMap headers) {
    headers.getAll(HttpHeaders.CONNECTION).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList()
        .forEach(headers::remove);
    ONE_HOP.forEach(headers::remove);
  }

  static void dropClaims(MultiMap headers) {
    drop(headers, CLAIMS, CLAIM_PREFIXES);
  }

  private static void drop(MultiMap headers, Set<String> names, List<String> prefixes) {
    for (String name : List.copyOf(headers.names())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (names.contains(lower) || prefixes.stream().anyMatch(lower::startsWith)) {
        headers.remove(name);
      }
    }
  }
}
