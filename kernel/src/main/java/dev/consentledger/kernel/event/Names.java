package dev.consentledger.kernel.event;

/** What ids and names look like: a letter or digit, then such and a few marks. */
final class Names {
  private Names() {}

  /** A plain loop, since each entry that is read has several such names. */
  static boolean isName(String text, int charactersMax, String marks) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
      if (!isLetterOrDigit && (i == 0 || marks.indexOf(c) < 0)) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= charactersMax;
  }
}
