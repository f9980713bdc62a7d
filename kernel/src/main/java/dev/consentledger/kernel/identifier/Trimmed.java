package dev.consentledger.kernel.identifier;

/**
 * Trims what spreadsheets and exports leave around a value: besides white space also no-break
 * spaces, byte order marks, zero-width and control characters, which {@link String#strip} keeps.
 */
final class Trimmed {
  private Trimmed() {}

  static String of(String raw) {
    int from = 0;
    int to = raw.length();
    while (from < to && isInvisible(raw.charAt(from))) {
      from++;
    }
    while (from < to && isInvisible(raw.charAt(to - 1))) {
      to--;
    }
    return raw.substring(from, to);
  }

  static boolean isInvisible(int character) {
    if (character > ' ' && character < 0x7f) {
      return false;
    }
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character)
        || Character.getType(character) == Character.FORMAT;
  }
}
