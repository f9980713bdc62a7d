package dev.consentledger.auditor;

/** Text of strangers, made fit for a terminal: a control character could move its cursor. */
final class Plain {
  private Plain() {}

  static String text(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
