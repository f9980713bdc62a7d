package dev.consentledger.kernel.json;

/**
 * A lone surrogate has no UTF-8 bytes: the JDK would write a question mark for it, and two
 * different texts would be stored as the same bytes.
 */
final class Surrogates {
  private Surrogates() {}

  static boolean arePaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
