package dev.consentledger.consent.intake;

/** The groups of a token that this service knows. */
final class Groups {
  static final String CONSENT_WRITER = "consent-writer";
  static final String CONSENT_READER = "consent-reader";
  static final String AUDITOR = "auditor";
  static final String MATCHING = "matching";

  private Groups() {}
}
