package dev.consentledger.kernel.proof;

/** C2SP signed-note: a key's name is not empty and has neither Unicode spaces nor a plus. */
final class KeyName {
  private KeyName() {}

  static String checked(String name) {
    boolean acceptable =
        !name.isEmpty()
            && name.codePoints()
                .noneMatch(c ->
                    c == '+'
                        || c < 0x20
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.SURROGATE);
    if (!acceptable) {
      throw new ProofException("not the name of a key");
    }
    return name;
  }
}
