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
