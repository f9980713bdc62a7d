package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.matching.intake.BlockCodec;
import dev.consentledger.matching.intake.IntakeLimits;
import dev.consentledger.matching.pairing.PairingStore.PairingBlock;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Probes one block's keys; used once, by one thread. */
final class BlockProbe {
  private static final Comparator<Permitted> BY_SUBJECT_AND_GRANT =
      (one, other) -> {
        int byHigh = Long.compareUnsigned(one.subjectHigh, other.subjectHigh);
        int byLow = Long.compareUnsigned(one.subjectLow, other.subjectLow);
        return byHigh != 0
            ? byHigh
            : byLow != 0 ? byLow : Long.compareUnsigned(one.grantedAt, other.grantedAt);
      };

  private final FrozenPermissions permissions;

  /** The block's keys, high, low, high, low, and the row of each. */
  private long[] halves = new long[2 * IntakeLimits.BLOCK_ROWS];

  private long[] rows = new long[IntakeLimits.BLOCK_ROWS];
  private int keys;
  private long firstRow;
  private long lastRow;

  /** What the list's digest is of, to be hashed in one piece. */
  private ByteBuffer rowsDigested =
      ByteBuffer.allocate(IntakeLimits.BLOCK_ROWS * (Long.BYTES + 2 * Long.BYTES));

  private final List<Permitted> ofOneKey = new ArrayList<>();
  private int oneKey;
  private int[] grants = new int[IntakeLimits.BLOCK_ROWS];
  private int grantsSize;
  private final TreeHasher hasher = new TreeHasher();
  private final List<Hash> leafHashes = new ArrayList<>(IntakeLimits.BLOCK_ROWS);
  private final byte[] leaf = new byte[Pairing.LEAF_BYTES];
  private final ByteBuffer leafFields = ByteBuffer.wrap(leaf);
  private byte[] leaves = new byte[IntakeLimits.BLOCK_ROWS * Pairing.LEAF_BYTES];
  private int leavesSize;

  BlockProbe(FrozenPermissions permissions) {
    this.permissions = permissions;
  }

  private record Permitted(long subjectHigh, long subjectLow, long grantedAt) {}

  ProbedBlock probed(byte[] block) {
    BlockCodec.read(block, this::row);
    permissions.probeAll(halves, keys, this::permitted);
    addLeaves();
    return new ProbedBlock(
        firstRow,
        lastRow,
        rowsDigested.flip(),
        sortedGrants(),
        PairingBlock.of(leaves, leavesSize),
        leafHashes);
  }

  /** A bitmap takes ordinals that are not sorted one by one, slowly. */
  private RoaringBitmap sortedGrants() {
    Arrays.sort(grants, 0, grantsSize);
    return RoaringBitmap.bitmapOf(Arrays.copyOf(grants, grantsSize));
  }

  private void row(long row, long[] rowHalves, int rowKeys) {
    if (row <= lastRow) {
      throw new IllegalStateException("rows do not rise: a block is damaged");
    }
    firstRow = lastRow == 0 ? row : firstRow;
    lastRow = row;
    if (keys + rowKeys > rows.length) {
      rows = Arrays.copyOf(rows, 2 * (keys + rowKeys));
      halves = Arrays.copyOf(halves, 2 * rows.length);
    }
    int bytes = Long.BYTES * (1 + 2 * rowKeys);
    if (rowsDigested.remaining() < bytes) {
      int used = rowsDigested.position();
      rowsDigested =
          ByteBuffer.wrap(Arrays.copyOf(rowsDigested.array(), 2 * (used + bytes))).position(used);
    }
    rowsDigested.putLong(row);
    for (int i = 0; i < rowKeys; i++) {
      rowsDigested.putLong(rowHalves[2 * i]).putLong(rowHalves[2 * i + 1]);
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
    if (grantsSize == grants.length) {
      grants = Arrays.copyOf(grants, 2 * grantsSize);
    }
    grants[grantsSize++] = grantOrdinal;
  }

  private void addLeaves() {
    if (ofOneKey.size() > 1) {
      ofOneKey.sort(BY_SUBJECT_AND_GRANT);
    }
    for (Permitted permitted : ofOneKey) {
      leafFields
          .clear()
          .putLong(rows[oneKey])
          .putLong(halves[2 * oneKey])
          .putLong(halves[2 * oneKey + 1])
          .putLong(permitted.subjectHigh)
          .putLong(permitted.subjectLow)
          .putLong(permitted.grantedAt);
      leafHashes.add(hasher.leaf(leaf));
      if (leavesSize + Pairing.LEAF_BYTES > leaves.length) {
        leaves = Arrays.copyOf(leaves, 2 * leaves.length);
      }
      System.arraycopy(leaf, 0, leaves, leavesSize, Pairing.LEAF_BYTES);
      leavesSize += Pairing.LEAF_BYTES;
    }
    ofOneKey.clear();
  }
}
