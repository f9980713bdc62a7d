package dev.consentledger.kernel.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * RFC 9162 section 2.1.1: SHA-256 with a prefix of 0x00 for leaves and 0x01 for nodes, so that
 * neither passes for the other. Not safe for use by several threads.
 */
public final class TreeHasher {
  private static final byte LEAF_PREFIX = 0x00;
  private static final byte NODE_PREFIX = 0x01;

  private final MessageDigest sha256;

  public TreeHasher() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** MTH({}) = HASH(). */
  public Hash emptyRoot() {
    return new Hash(sha256.digest());
  }

  /** MTH({d[0]}) = HASH(0x00 || d[0]). */
  public Hash leaf(byte[] data) {
    sha256.update(LEAF_PREFIX);
    return new Hash(sha256.digest(data));
  }

  /** HASH(0x01 || left || right). */
  public Hash node(Hash left, Hash right) {
    sha256.update(NODE_PREFIX);
    sha256.update(left.unsafeBytes());
    return new Hash(sha256.digest(right.unsafeBytes()));
  }
}
