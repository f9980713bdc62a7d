package dev.consentledger.stack.demo;

/**
 * One contact point of a made-up account.
 *
 * @param collectedFor the code of the purpose it was asked for
 * @param permitted whether its holder granted list matching
 */
record MadeUpContactPoint(
    String id, boolean isPhone, String value, String collectedFor, boolean permitted) {
  static final String TWO_FACTOR = "security.two_factor";
  static final String NOTIFICATIONS = "service.notifications";

  boolean isForSecurityAlone() {
    return collectedFor.equals(TWO_FACTOR) && !permitted;
  }
}
