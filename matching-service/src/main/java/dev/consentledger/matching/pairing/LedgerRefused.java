package dev.consentledger.matching.pairing;

/** Consent-service refused for good; the same call would be refused again. */
public final class LedgerRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  LedgerRefused(int status) {
    super("consent-service refused with status " + status);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
