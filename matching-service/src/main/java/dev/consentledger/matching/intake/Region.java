package dev.consentledger.matching.intake;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A two-letter country, as a default for numbers without {@code +}. */
final class Region {
  private Region() {}

  /** The cell's country where it is a two-letter code, the list's own otherwise. */
  static @Nullable String of(String cell, @Nullable String listRegion) {
    String code = cell.strip();
    boolean twoLetters =
        code.length() == 2
            && Character.isLetter(code.charAt(0))
            && Character.isLetter(code.charAt(1));
    if (!twoLetters) {
      return listRegion;
    }
    // The United Kingdom's own name for itself is not its ISO code.
    String upper = code.toUpperCase(Locale.ROOT);
    return upper.equals("UK") ? "GB" : upper;
  }
}
