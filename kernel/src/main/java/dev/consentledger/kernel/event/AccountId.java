package dev.consentledger.kernel.event;

/**
 * The platform's opaque id of a user: 1 to 128 letters, digits, dots, colons, hyphens or
 * underscores. Never part of an entry. Its {@code toString} says so, since logs must not hold it.
 */
public record AccountId(String value) {
  public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._:-]{0,127}";

  private static final int CHARACTERS_MAX = 128;

  public AccountId {
    if (!isAcceptable(value)) {
      throw new IllegalArgumentException("not an opaque account id");
    }
  }

  public static boolean isAcceptable(String value) {
    return Names.isName(value, CHARACTERS_MAX, "._:-");
  }

  @Override
  public String toString() {
    return "AccountId(not printed)";
  }
}
