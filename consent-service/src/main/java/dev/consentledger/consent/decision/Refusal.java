package dev.consentledger.consent.decision;

/** Why the rules say no. Each has the name of its problem type. */
public enum Refusal {
  ACCOUNT_UNKNOWN("account-unknown"),
  CONTACT_POINT_UNKNOWN("contact-point-unknown"),
  CONTACT_POINT_DIFFERS("contact-point-differs"),
  GRANT_UNKNOWN("grant-unknown"),
  BUNDLED_CONSENT("bundled-consent"),
  ALREADY_EXPIRED("already-expired"),
  SIGNAL_ON("signal-on"),
  /** A grant names a notice that is not registered. */
  NOTICE_UNKNOWN("notice-unknown"),
  /** A grant names another text than is registered. */
  NOTICE_DIFFERS("notice-differs"),
  NOTICE_INVALID("notice-invalid"),
  /** There is no such version to invalidate. */
  NOTICE_NOT_REGISTERED("notice-not-registered"),
  /** Another text is registered for this version and locale. */
  NOTICE_TAKEN("notice-taken"),
  AUDIENCE_UNKNOWN("audience-unknown"),
  RUN_DIFFERS("run-differs");

  private final String problem;

  Refusal(String problem) {
    this.problem = problem;
  }

  public String problem() {
    return problem;
  }
}
