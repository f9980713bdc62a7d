package dev.consentledger.matching.pairing;

/** Consent-service did not answer, or could not. Nothing is known of the ledger then. */
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerUnavailable(Throwable cause) {
    super("consent-service did not answer", cause);
  }
}
