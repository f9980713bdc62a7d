package dev.consentledger.kernel.proof;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 in a Merkle tree: a leaf hash, a node or a root. Always 32 bytes. */
public final class Hash {
  public static final int BYTES = 32;

  private final byte[] bytes;

  /** Takes the array as its own; callers in this package never touch it again. */
  Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Throws {@link ProofException} unless there are exactly 32 bytes. */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new ProofException("a hash has " + BYTES + " bytes");
    }
    return new Hash(bytes.clone());
  }

  public static Hash ofHex(String hex) {
    try {
      return of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new ProofException("a hash is not hex", e);
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  byte[] unsafeBytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
