package dev.consentledger.consent.publication;

/** The file of match secrets lacks a version that is published. */
final class SecretMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretMissing(int version) {
    super("this instance's file of match secrets lacks version " + version);
  }
}
