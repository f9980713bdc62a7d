package dev.consentledger.matching.problems;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.List;
import java.util.Map;

/** Makes problems. The detail is a sentence that says what to do. */
public final class Problems {
  /** Seconds after which a refusal for the moment may be tried again. */
  private static final int RETRY_AFTER_SECONDS = 1;

  private Problems() {}

  public static HttpProblem of(ProblemType type, String detail) {
    return builder(type, detail).build();
  }

  /** A problem of one field of the request. The message never repeats the value. */
  public static HttpProblem invalid(String field, String message) {
    return builder(ProblemType.INVALID_REQUEST, "Correct the fields named in violations.")
        .with("violations", List.of(Map.of("field", field, "message", message)))
        .build();
  }

  public static HttpProblem.Builder builder(ProblemType type, String detail) {
    HttpProblem.Builder builder =
        HttpProblem.builder()
            .withType(type.uri())
            .withTitle(type.title())
            .withStatus(type.status())
            .withDetail(detail);
    return type.status() == 503 ? builder.withHeader("Retry-After", RETRY_AFTER_SECONDS) : builder;
  }
}
