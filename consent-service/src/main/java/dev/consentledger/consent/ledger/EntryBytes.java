package dev.consentledger.consent.ledger;

import java.util.Arrays;

/** The bytes of one entry, compared by content. Neither side changes the array. */
public final class EntryBytes {
  private final byte[] bytes;

  public EntryBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public byte[] array() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntryBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "EntryBytes(" + bytes.length + ")";
  }
}
