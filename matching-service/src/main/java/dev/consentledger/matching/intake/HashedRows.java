package dev.consentledger.matching.intake;

import java.util.Arrays;

/**
 * Rows that are nothing but a SHA-256 in hex, packed side by side: most of a hashed list is of
 * them, and an object or five for each took longer than keying it.
 */
final class HashedRows {
  static final int DIGEST_BYTES = 32;
  private static final int HEX_DIGITS = 2 * DIGEST_BYTES;
  private static final int ROWS_FIRST = 1024;
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (char c = 0; c < VALUES.length; c++) {
      VALUES[c] = (byte) Character.digit(c, 16);
    }
  }

  private long[] rows = new long[ROWS_FIRST];
  private byte[] digests = new byte[ROWS_FIRST * DIGEST_BYTES];
  private int size;

  int size() {
    return size;
  }

  long row(int i) {
    return rows[i];
  }

  /** All digests, one after the other; only the first {@link #size} count. */
  byte[] digests() {
    return digests;
  }

  /** Takes a row whose text is so many characters; answers false where they are no SHA-256. */
  boolean add(long row, char[] text, int from, int length) {
    if (length != HEX_DIGITS) {
      return false;
    }
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      digests = Arrays.copyOf(digests, 2 * digests.length);
    }
    int to = size * DIGEST_BYTES;
    int wrong = 0;
    for (int i = from; i < from + HEX_DIGITS; i += 2) {
      int high = valueOf(text[i]);
      int low = valueOf(text[i + 1]);
      wrong |= high | low;
      digests[to++] = (byte) (high << 4 | low);
    }
    if (wrong < 0) {
      return false;
    }
    rows[size++] = row;
    return true;
  }

  private static int valueOf(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }
}
