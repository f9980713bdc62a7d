package dev.consentledger.consent.problems;

import dev.consentledger.telemetry.RefusalCount;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The last hand on every problem: its type, title, sentence and violations are ours, and nothing
 * else of the failure gets out. It has no {@code instance}, since a path holds an account id.
 */
@Singleton
final class ProblemAnswers implements ProblemPostProcessor {
  private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

  /** Headers that libraries put on a problem and that a client needs. */
  private static final String[] KEPT = {HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.ALLOW};

  /** After the extension's own, of which the last has the priority 99. */
  @Override
  public int priority() {
    return 0;
  }

  @Override
  public HttpProblem apply(HttpProblem original, ProblemContext context) {
    ProblemOf what = ProblemOf.failure(context.cause, original.getStatusCode());
    HttpProblem.Builder answer = builder(what);
    for (String header : KEPT) {
      Object value = original.getHeaders().get(header);
      if (value != null) {
        answer.withHeader(header, value);
      }
    }
    if (what.problem() == Problem.INTERNAL_ERROR) {
      String requestId = requestId();
      LOG.errorf("request %s failed: %s", requestId, SilentTrace.of(context.cause));
      answer.with("requestId", requestId);
    }
    return answer.build();
  }

  void declare(@Observes StartupEvent event, RefusalCount refusals) {
    refusals.declare(Arrays.stream(Problem.values()).map(Problem::shortName).toList());
  }

  /** The gateway's where it sent one: its log lines have the same. */
  private static String requestId() {
    return MDC.get("requestId") instanceof String sent ? sent : UUID.randomUUID().toString();
  }

  static HttpProblem.Builder builder(ProblemOf what) {
    Problem problem = what.problem();
    HttpProblem.Builder answer =
        HttpProblem.builder()
            .withType(problem.type())
            .withTitle(problem.title())
            .withStatus(problem.status())
            .withDetail(problem.detail());
    if (!what.violations().isEmpty()) {
      answer.with("violations", what.violations());
    }
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> answer.withHeader(HttpHeaders.RETRY_AFTER, seconds));
    return answer;
  }
}
