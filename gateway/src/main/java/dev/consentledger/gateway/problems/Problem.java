package dev.consentledger.gateway.problems;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/**
 * One refusal (RFC 9457). {@code detail} is a sentence that says what to do; it never repeats what
 * the caller sent, which may be personal data. {@code headers} are those the status asks for.
 */
public record Problem(ProblemType type, String detail, Map<String, String> headers) {

  private static final String TYPES = "https://consentledger.dev/problems/";

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of());
  }

  /** A refusal that passes: {@code Retry-After} in whole seconds, rounded up, at least one. */
  public static Problem passing(ProblemType type, String detail, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return new Problem(type, detail, Map.of("Retry-After", Long.toString(seconds)));
  }

  Buffer json(String requestId) {
    return new JsonObject()
        .put("type", TYPES + type.reason())
        .put("title", type.title())
        .put("status", type.status())
        .put("detail", detail)
        .put("requestId", requestId)
        .toBuffer();
  }
}
