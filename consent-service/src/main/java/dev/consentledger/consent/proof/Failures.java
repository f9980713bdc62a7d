package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** Says what went wrong without repeating what a message may quote from an entry or a row. */
final class Failures {
  private Failures() {}

  static String describe(Throwable failure) {
    Throwable inner = failure.getCause();
    Throwable cause = failure instanceof CompletionException && inner != null ? inner : failure;
    return switch (cause) {
      case NoLongerLeading _, LedgerDiffers _, ProofStuck _, TilesUnfit _ -> message(cause);
      // Our own words, and the one thing to know: the ledger ends before the cursor.
      case LedgerUnavailable unavailable -> message(unavailable);
      default -> cause.getClass().getSimpleName();
    };
  }

  private static String message(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), "no message");
  }
}
