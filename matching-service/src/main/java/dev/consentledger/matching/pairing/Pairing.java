package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.matching.intake.BlockCodec;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Pairs a list's blocks, given in order, with the permissions at one position: a pure function of
 * both. Keeps one row's pairings at a time, a hash a tree level, and the bitmap. Not safe for use
 * by several threads at once.
 */
final class Pairing {
  static final int LEAF_BYTES = 48;

  private static final Comparator<Permitted> BY_SUBJECT_AND_GRANT =
      (one, other) -> {
        int byHigh = Long.compareUnsigned(one.subjectHigh, other.subjectHigh);
        int byLow = Long.compareUnsigned(one.subjectLow, other.subjectLow);
        return byHigh != 0
            ? byHigh
            : byLow != 0 ? byLow : Long.compareUnsigned(one.grantedAt, other.grantedAt);
      };

  private final FrozenPermissions permissions;
  private final MessageDigest listDigest = sha256();
  private final RootBuilder root = new RootBuilder();
  private final RoaringBitmap grants = new RoaringBitmap();
  private final List<Permitted> ofOneKey = new ArrayList<>();
  private final ByteArrayOutputStream leaves = new ByteArrayOutputStream();
  private final byte[] word = new byte[Long.BYTES];
  private long lastRow;

  Pairing(FrozenPermissions permissions) {
    this.permissions = permissions;
  }

  private record Permitted(long subjectHigh, long subjectLow, long grantedAt) {}

  /** Pairs the next block, and answers its pairings' leaves, one after the other. */
  byte[] add(byte[] block) {
    leaves.reset();
    BlockCodec.read(block, this::row);
    return leaves.toByteArray();
  }

  PairingResult result() {
    grants.runOptimize();
    return new PairingResult(
        permissions.position(), Hash.of(listDigest.digest()), root.root(), root.size(), grants);
  }

  private void row(long row, long[] halves, int keys) {
    if (row <= lastRow) {
      throw new IllegalStateException("rows do not rise: blocks are damaged or out of order");
    }
    lastRow = row;
    digest(row);
    for (int i = 0; i < keys; i++) {
      long high = halves[2 * i];
      long low = halves[2 * i + 1];
      digest(high);
      digest(low);
      permissions.probe(
          high,
          low,
          (grantOrdinal, subjectHigh, subjectLow, grantedAt) -> {
            grants.add(grantOrdinal);
            ofOneKey.add(new Permitted(subjectHigh, subjectLow, grantedAt));
          });
      if (!ofOneKey.isEmpty()) {
        addLeaves(row, high, low);
      }
    }
  }

  private void addLeaves(long row, long high, long low) {
    if (ofOneKey.size() > 1) {
      ofOneKey.sort(BY_SUBJECT_AND_GRANT);
    }
    for (Permitted permitted : ofOneKey) {
      byte[] leaf =
          ByteBuffer.allocate(LEAF_BYTES)
              .putLong(row)
              .putLong(high)
              .putLong(low)
              .putLong(permitted.subjectHigh)
              .putLong(permitted.subjectLow)
              .putLong(permitted.grantedAt)
              .array();
      root.add(leaf);
      leaves.writeBytes(leaf);
    }
    ofOneKey.clear();
  }

  private void digest(long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      word[i] = (byte) (value >>> (56 - 8 * i));
    }
    listDigest.update(word);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
