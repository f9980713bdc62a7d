package dev.consentledger.benchmarks.pairing;

/** Writes lower-case hex digits. */
final class Hex {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Hex() {}

  /** Answers where it ended. */
  static int put(byte[] bytes, byte[] into, int at) {
    int to = at;
    for (byte one : bytes) {
      into[to++] = DIGITS[(one >> 4) & 15];
      into[to++] = DIGITS[one & 15];
    }
    return to;
  }
}
