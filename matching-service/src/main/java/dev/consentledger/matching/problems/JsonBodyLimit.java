package dev.consentledger.matching.problems;

import dev.consentledger.telemetry.RefusalCount;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * The process takes bodies of some gigabytes, for lists alone: they are streamed. Every other body
 * is held in memory, so it is limited here.
 */
@ApplicationScoped
class JsonBodyLimit {
  /** Ten thousand account ids of 128 characters fit in. */
  static final long JSON_BYTES_MAX = 2 * 1024 * 1024;

  private static final Pattern LIST = Pattern.compile("/v1/audiences/[^/]+/lists/?");
  private static final int PRIORITY = 100;

  private final RefusalCount refusals;

  JsonBodyLimit(RefusalCount refusals) {
    this.refusals = refusals;
  }

  void limit(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext request) {
    if (!LIST.matcher(request.normalizedPath()).matches()) {
      // Counted while it is read, by what reads it, where no length is announced.
      request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, JSON_BYTES_MAX);
      if (announced(request) > JSON_BYTES_MAX) {
        refuse(request);
        return;
      }
    }
    request.next();
  }

  private static long announced(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  private void refuse(RoutingContext request) {
    ProblemType type = ProblemType.TOO_LARGE;
    refusals.count(type.shortName());
    request
        .response()
        .setStatusCode(type.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(
            "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"Send a smaller body.\"}"
                .formatted(type.uri(), type.title(), type.status()));
  }
}
