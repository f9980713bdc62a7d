package dev.consentledger.consent.leader;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** Says what went wrong without repeating what a message may quote from an entry or a row. */
public final class Troubles {
  private Troubles() {}

  /** What is behind a future's failure. */
  public static Throwable cause(Throwable failure) {
    Throwable inner = failure.getCause();
    return failure instanceof CompletionException && inner != null ? inner : failure;
  }

  public static String describe(Throwable failure) {
    Throwable cause = cause(failure);
    return switch (cause) {
      case TermTrouble _ -> message(cause);
      // Our own words, and the one thing to know: the ledger ends before the cursor.
      case LedgerUnavailable _ -> message(cause);
      default -> cause.getClass().getSimpleName();
    };
  }

  public static String message(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), "no message");
  }
}
