package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.problems.Problem;
import dev.consentledger.gateway.problems.ProblemType;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Turns what went wrong on the way to a service into what the caller is told. */
final class Trouble {

  private Trouble() {}

  static Problem of(Throwable failure, boolean overLimit, Duration retryAfter) {
    if (overLimit) {
      return tooLarge();
    }
    if (isConnection(failure)) {
      return Problem.passing(
          ProblemType.SERVICE_UNAVAILABLE,
          "The service behind this call can't be reached now; send the same request again later.",
          retryAfter);
    }
    return Problem.of(
        ProblemType.BAD_GATEWAY,
        "The service behind this call gave no readable answer; send the same request again, and"
            + " give the request id to the operator if it stays so.");
  }

  static Problem silence(boolean callerWasSending) {
    return callerWasSending
        ? Problem.of(
            ProblemType.REQUEST_TIMEOUT,
            "The rest of the body did not come in time; send the request again without pauses.")
        : Problem.of(
            ProblemType.UPSTREAM_TIMEOUT,
            "The service behind this call took too long. It may have done the work: send the same"
                + " request again, which does nothing twice.");
  }

  static Problem tooLarge() {
    return Problem.of(
        ProblemType.TOO_LARGE,
        "The body is larger than this call takes; send it in smaller parts.");
  }

  /** Refused, reset, closed, not found, not connected in time, or no connection free. */
  private static boolean isConnection(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof VertxException
        || failure instanceof TimeoutException;
  }
}
