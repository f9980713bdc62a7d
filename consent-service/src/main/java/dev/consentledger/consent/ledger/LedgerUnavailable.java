package dev.consentledger.consent.ledger;

/** The store did not answer. Whether an append under way happened is not known. */
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public LedgerUnavailable(String message) {
    super(message);
  }
}
