package dev.consentledger.kernel.event;

import java.util.regex.Pattern;

/**
 * The platform's own id of a contact point, unique within an account. It stands in the clear in the
 * ledger, so it must not itself be an address or a number: {@code @} is refused by the pattern, and
 * so is an id that is nothing but digits of a phone number's length, or that has the look of a
 * SHA-256 in hex or base64.
 */
public record ContactPointId(String value) {
  /** One to 64 letters, digits, dots, colons, hyphens or underscores. */
  public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";

  private static final Pattern SHAPE = Pattern.compile(PATTERN);
  private static final Pattern NUMBER_LIKE = Pattern.compile("[._:-]*([0-9][._:-]*){7,20}");

  private static final Pattern DIGEST_LIKE = Pattern.compile("[0-9A-Fa-f]{64}|[A-Za-z0-9_-]{43}");

  public ContactPointId {
    if (!isAcceptable(value)) {
      throw new IllegalArgumentException("not an opaque contact point id");
    }
  }

  public static boolean isAcceptable(String value) {
    return SHAPE.matcher(value).matches()
        && !NUMBER_LIKE.matcher(value).matches()
        && !DIGEST_LIKE.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
