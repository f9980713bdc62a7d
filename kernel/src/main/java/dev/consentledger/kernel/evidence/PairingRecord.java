package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.TreeHasher;
import java.nio.ByteBuffer;

/**
 * One pairing as it is stored: whole, or erased with its person. Either has {@value #BYTES} bytes
 * and stands for one leaf of its run's result root, at its place among the others.
 */
public sealed interface PairingRecord {
  int BYTES = PairingLeaf.BYTES;

  /** The position of the grant that the pairing relied on. */
  Position grant();

  /** The leaf's hash (RFC 9162 section 2.1.1): what the result root is computed from. */
  Hash leafHash(TreeHasher hasher);

  byte[] bytes();

  /** A pairing whose row, match key and subject are known. */
  record Whole(PairingLeaf leaf) implements PairingRecord {
    @Override
    public Position grant() {
      return leaf.grant();
    }

    @Override
    public Hash leafHash(TreeHasher hasher) {
      return hasher.leaf(leaf.bytes());
    }

    @Override
    public byte[] bytes() {
      return leaf.bytes();
    }

    /** What is left of it once its person is erased. */
    public Erased erase(TreeHasher hasher) {
      return new Erased(leaf.grant(), leafHash(hasher));
    }
  }

  /**
   * What is left of a pairing whose person was erased: 8 bytes 0 (a row counts from 1), the
   * position of the grant (8, big-endian), the leaf's hash (32). The grant names nobody any more,
   * and keeps the pairing countable: its entry tells the notice, and that its subject was erased.
   */
  record Erased(Position grant, Hash hash) implements PairingRecord {
    @Override
    public Hash leafHash(TreeHasher hasher) {
      return hash;
    }

    @Override
    public byte[] bytes() {
      return ByteBuffer.allocate(BYTES).putLong(0).putLong(grant.value()).put(hash.bytes()).array();
    }
  }

  /** Throws {@link IllegalArgumentException} where the bytes are neither. */
  static PairingRecord ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a pairing has " + BYTES + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getLong() != 0) {
      return new Whole(PairingLeaf.ofBytes(bytes));
    }
    var grant = new Position(in.getLong());
    byte[] hash = new byte[Hash.BYTES];
    in.get(hash);
    return new Erased(grant, Hash.of(hash));
  }
}
