package dev.consentledger.kernel.event;

/** Who audits, as a business: the {@code sub} of its token, 1 to 128 characters. */
public record AuditorId(String value) {
  public AuditorId {
    if (value.isEmpty() || value.length() > 128) {
      throw new IllegalArgumentException("an auditor's id has 1 to 128 characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
