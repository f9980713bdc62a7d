package dev.consentledger.kernel.identifier;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * First 16 bytes of HMAC-SHA-256(match secret, digest), as two big-endian halves: the only form of
 * an identifier that the matching-service ever stores.
 */
public record MatchKey(long high, long low) implements Comparable<MatchKey> {
  public static final int BYTES = 16;

  public static MatchKey ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a match key has " + BYTES + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new MatchKey(buffer.getLong(), buffer.getLong());
  }

  public static MatchKey ofHex(String hex) {
    return ofBytes(HexFormat.of().parseHex(hex));
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  @Override
  public String toString() {
    return "MatchKey(not printed)";
  }

  /** Orders keys as their bytes, unsigned. */
  @Override
  public int compareTo(MatchKey other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
