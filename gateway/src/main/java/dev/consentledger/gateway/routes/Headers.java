package dev.consentledger.gateway.routes;

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

  private Headers() {}

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
    List.copyOf(headers.names()).stream().filter(Headers::isClaim).forEach(headers::remove);
  }

  private static boolean isClaim(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return CLAIMS.contains(lower) || CLAIM_PREFIXES.stream().anyMatch(lower::startsWith);
  }
}
