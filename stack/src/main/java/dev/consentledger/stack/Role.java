package dev.consentledger.stack;

/**
 * Who calls, as a token says it: a name in {@code ready.json}, the token's subject and its group.
 * An advertiser is its subject, so the two advertisers differ by nothing else.
 */
public enum Role {
  WRITER("writer", "account-platform", "consent-writer"),
  READER("reader", "support-desk", "consent-reader"),
  ADVERTISER("advertiser", "advertiser-alder", "advertiser"),
  OTHER_ADVERTISER("otherAdvertiser", "advertiser-birch", "advertiser"),
  DELIVERY("delivery", "ad-delivery", "delivery"),
  AUDITOR("auditor", "regulator", "auditor"),
  OPERATOR("operator", "operations", "operator");

  private final String label;
  private final String subject;
  private final String group;

  Role(String label, String subject, String group) {
    this.label = label;
    this.subject = subject;
    this.group = group;
  }

  /** The role's name in {@code ready.json}. */
  public String label() {
    return label;
  }

  public String subject() {
    return subject;
  }

  public String group() {
    return group;
  }
}
