package dev.consentledger.matching.problems;

import dev.consentledger.telemetry.RefusalCount;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Gives every problem that the framework made one of our types and our own words: its detail may
 * repeat the request or name a class. An unexpected error tells a request id and nothing more.
 */
@ApplicationScoped
class OwnTypes implements ProblemPostProcessor {
  private static final Logger LOG = Logger.getLogger(OwnTypes.class);

  @Override
  public HttpProblem apply(HttpProblem problem, ProblemContext context) {
    if (problem.getType() != null) {
      return problem;
    }
    ProblemType type = ProblemType.ofStatus(problem.getStatusCode());
    HttpProblem.Builder own = Problems.builder(type, detail(type));
    keepHeader(problem, own, "WWW-Authenticate");
    keepHeader(problem, own, "Allow");
    if (problem.getParameters().get("violations") instanceof List<?> violations) {
      own.with("violations", named(violations));
    }
    if (type == ProblemType.INTERNAL_ERROR) {
      String request = requestId();
      own.with("request", request);
      LOG.errorf("request %s failed: %s", request, chain(context.cause));
    }
    return own.build();
  }

  void declare(@Observes StartupEvent event, RefusalCount refusals) {
    refusals.declare(Arrays.stream(ProblemType.values()).map(ProblemType::shortName).toList());
  }

  /** The gateway's where it sent one: its log lines have the same. */
  private static String requestId() {
    return MDC.get("requestId") instanceof String sent ? sent : UUID.randomUUID().toString();
  }

  /** After all others, so that nothing is added to what we say. */
  @Override
  public int priority() {
    return 0;
  }

  private static void keepHeader(HttpProblem from, HttpProblem.Builder to, String name) {
    Object value = from.getHeaders().get(name);
    if (value != null) {
      to.withHeader(name, value);
    }
  }

  private static String detail(ProblemType type) {
    return switch (type) {
      case UNAUTHENTICATED -> "Send a valid bearer token.";
      case FORBIDDEN -> "Use a token of a group that may do this.";
      case NOT_FOUND -> "Check the path.";
      case METHOD_NOT_ALLOWED -> "Use a method named in Allow.";
      case NOT_ACCEPTABLE -> "Accept the media type that the API offers here.";
      case UNSUPPORTED_MEDIA_TYPE -> "Send a media type that the API reads here.";
      case TOO_LARGE -> "Send a smaller body.";
      case SERVICE_UNAVAILABLE -> "Try again.";
      case INTERNAL_ERROR -> "Tell the operator the request id.";
      default -> "Correct the request's shape.";
    };
  }

  private static List<Map<String, String>> named(List<?> violations) {
    List<Map<String, String>> named = new ArrayList<>();
    for (Object element : violations) {
      if (element instanceof Violation violation) {
        named.add(
            Map.of(
                "field",
                violation.field == null ? "" : violation.field,
                "message",
                violation.message == null ? "" : violation.message));
      }
    }
    return named;
  }

  /** Classes and places, never messages: those may hold what the request held. */
  private static String chain(Throwable failure) {
    var text = new StringBuilder();
    for (Throwable t = failure; t != null && text.length() < 2000; t = t.getCause()) {
      text.append(text.isEmpty() ? "" : " caused by ").append(t.getClass().getName());
      for (int i = 0; i < Math.min(5, t.getStackTrace().length); i++) {
        text.append(" at ").append(t.getStackTrace()[i]);
      }
    }
    return text.toString();
  }
}
