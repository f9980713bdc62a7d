package dev.consentledger.consent.proof;

/** This service has no signing key: nothing of the log can be said here. */
public final class ProofsOff extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProofsOff() {
    super(ProofSettings.KEY_FILE + " is not set");
  }
}
