package dev.consentledger.kernel.identifier;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.Normalised.Reason;
import dev.consentledger.kernel.identifier.Normalised.Rejected;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns raw input into normalised forms and digests: the same for a contact
 * point's registration and for a list's rows, so that both meet. Safe for use by several threads.
 */
public final class IdentifierForms {
  private IdentifierForms() {}

  /**
   * The address trimmed and lower-cased; for gmail.com and googlemail.com also without the local
   * part's dots and {@code +suffix}.
   */
  public static Normalised email(String raw) {
    String trimmed = Trimmed.of(raw);
    return trimmed.isEmpty() ? new Rejected(Reason.EMPTY) : EmailForms.of(trimmed);
  }

  /**
   * The number in E.164 with {@code +}, and the same digits without.
   *
   * @param defaultRegion the region (ISO 3166-1 alpha-2) in which a number without {@code +} is
   *     read; without one, such a number must be bare digits that begin with a country's code.
   *     Throws where it is no {@linkplain #isRegion region}
   */
  public static Normalised phone(String raw, @Nullable String defaultRegion) {
    if (defaultRegion != null && !isRegion(defaultRegion)) {
      throw new IllegalArgumentException("not a region: check it before its first number");
    }
    String trimmed = Trimmed.of(raw);
    return trimmed.isEmpty() ? new Rejected(Reason.EMPTY) : PhoneForms.of(trimmed, defaultRegion);
  }

  /** Whether this is a region's code, in capitals, such as {@code US}. */
  public static boolean isRegion(String code) {
    return PhoneForms.isRegion(code);
  }

  /**
   * Reads a value that is a SHA-256 already: 64 hex digits in either case, or base64 of 32 bytes in
   * either alphabet, padded or not. Such a value must never be hashed again.
   */
  public static Optional<Digest> digestOf(String text) {
    return DigestText.read(Trimmed.of(text));
  }
}
