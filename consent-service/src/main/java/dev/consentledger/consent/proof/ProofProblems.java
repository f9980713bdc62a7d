package dev.consentledger.consent.proof;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import org.jboss.logging.Logger;

/** From the log's failures to the problems that a caller is told. */
public final class ProofProblems {
  private static final Logger LOG = Logger.getLogger(ProofProblems.class);

  private ProofProblems() {}

  /** The failure itself where it is none of the log's. */
  public static Throwable of(Throwable failure) {
    return switch (failure) {
      case ProofPending _ -> new ProblemException(Problem.CHECKPOINT_PENDING);
      case ProofsOff _ -> new ProblemException(Problem.SERVICE_UNAVAILABLE);
      case TilesUnfit unfit -> {
        LOG.errorf("Refused to answer: %s", unfit.getMessage());
        yield new ProblemException(Problem.SERVICE_UNAVAILABLE);
      }
      default -> failure;
    };
  }
}
