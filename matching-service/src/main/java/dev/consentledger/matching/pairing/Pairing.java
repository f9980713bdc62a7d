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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Pairs a list's blocks, given in order, with the permissions at one position: a pure function of
 * both. Keeps one block's keys at a time, a hash a tree level, and the bitmap. Not safe for use by
 * several threads at once.
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

  /**
   * Ordinals that are sorted before they go into the bitmap, which takes them one by one slowly.
   */
  private static final int ORDINALS_AT_ONCE = 1 << 16;

  /** The list's digest is of longs; this many bytes of them are hashed at a time. */
  private static final int DIGESTED_AT_ONCE = 1 << 13;

  private final FrozenPermissions permissions;
  private final MessageDigest listDigest = sha256();
  private final ByteBuffer toDigest = ByteBuffer.allocate(DIGESTED_AT_ONCE);
  private final RootBuilder root = new RootBuilder();
  private final RoaringBitmap grants = new RoaringBitmap();
  private final int[] newGrants = new int[ORDINALS_AT_ONCE];
  private int newGrantsSize;

  /** The block's keys, high, low, high, low, and the row of each. */
  private long[] halves = new long[1 << 15];

  private long[] rows = new long[1 << 14];
  private int keys;

  private final List<Permitted> ofOneKey = new ArrayList<>();
  private int oneKey;
  private final ByteBuffer leaf = ByteBuffer.allocate(LEAF_BYTES);
  private final ByteArrayOutputStream leaves = new ByteArrayOutputStream();
  private long lastRow;

  Pairing(FrozenPermissions permissions) {
    this.permissions = permissions;
  }

  private record Permitted(long subjectHigh, long subjectLow, long grantedAt) {}

  /** Pairs the next block, and answers its pairings' leaves, one after the other. */
  byte[] add(byte[] block) {
    leaves.reset();
    keys = 0;
    BlockCodec.read(block, this::row);
    permissions.probeAll(halves, keys, this::permitted);
    addLeaves();
    return leaves.toByteArray();
  }

  PairingResult result() {
    digestSoFar();
    addGrants();
    grants.runOptimize();
    return new PairingResult(
        permissions.position(), Hash.of(listDigest.digest()), root.root(), root.size(), grants);
  }

  private void row(long row, long[] rowHalves, int rowKeys) {
    if (row <= lastRow) {
      throw new IllegalStateException("rows do not rise: blocks are damaged or out of order");
    }
    lastRow = row;
    digest(row);
    if (keys + rowKeys > rows.length) {
      rows = Arrays.copyOf(rows, 2 * (keys + rowKeys));
      halves = Arrays.copyOf(halves, 2 * rows.length);
    }
    for (int i = 0; i < rowKeys; i++) {
      digest(rowHalves[2 * i]);
      digest(rowHalves[2 * i + 1]);
      rows[keys + i] = row;
    }
    System.arraycopy(rowHalves, 0, halves, 2 * keys, 2 * rowKeys);
    keys += rowKeys;
  }

  private void permitted(
      int key, int grantOrdinal, long subjectHigh, long subjectLow, long grantedAt) {
    if (key != oneKey) {
      addLeaves();
      oneKey = key;
    }
    ofOneKey.add(new Permitted(subjectHigh, subjectLow, grantedAt));
    newGrants[newGrantsSize++] = grantOrdinal;
    if (newGrantsSize == ORDINALS_AT_ONCE) {
      addGrants();
    }
  }

  private void addLeaves() {
    if (ofOneKey.size() > 1) {
      ofOneKey.sort(BY_SUBJECT_AND_GRANT);
    }
    for (Permitted permitted : ofOneKey) {
      leaf.clear()
          .putLong(rows[oneKey])
          .putLong(halves[2 * oneKey])
          .putLong(halves[2 * oneKey + 1])
          .putLong(permitted.subjectHigh)
          .putLong(permitted.subjectLow)
          .putLong(permitted.grantedAt);
      root.add(leaf.array());
      leaves.write(leaf.array(), 0, LEAF_BYTES);
    }
    ofOneKey.clear();
  }

  private void addGrants() {
    Arrays.sort(newGrants, 0, newGrantsSize);
    grants.or(RoaringBitmap.bitmapOf(Arrays.copyOf(newGrants, newGrantsSize)));
    newGrantsSize = 0;
  }

  private void digest(long value) {
    if (!toDigest.hasRemaining()) {
      digestSoFar();
    }
    toDigest.putLong(value);
  }

  private void digestSoFar() {
    listDigest.update(toDigest.array(), 0, toDigest.position());
    toDigest.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
