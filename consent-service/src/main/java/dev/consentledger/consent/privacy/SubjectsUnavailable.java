package dev.consentledger.consent.privacy;

/** The store of subjects did not answer. Registering may be repeated: it makes one subject. */
public final class SubjectsUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Takes no cause: the driver's words may quote an account. */
  public SubjectsUnavailable(String message) {
    super(message);
  }
}
