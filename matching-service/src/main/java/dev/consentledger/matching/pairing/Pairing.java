package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.matching.pairing.PairingStore.PairingBlock;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Pairs a list's blocks, given in order, with the permissions at one position: a pure function of
 * both. Blocks are {@linkplain #probed probed} by any thread and in any order, which is most of the
 * work, and {@linkplain #add added} one after the other. Keeps a hash a tree level, and the bitmap.
 */
final class Pairing {
  static final int LEAF_BYTES = 48;

  private final FrozenPermissions permissions;
  private final MessageDigest listDigest = sha256();
  private final RootBuilder root = new RootBuilder();
  private final RoaringBitmap grants = new RoaringBitmap();
  private long lastRow;

  Pairing(FrozenPermissions permissions) {
    this.permissions = permissions;
  }

  /** Probes a block's keys. Any thread. */
  ProbedBlock probed(byte[] block) {
    return new BlockProbe(permissions).probed(block);
  }

  /** Takes the next block, and answers its pairings as they are stored. One caller at a time. */
  List<PairingBlock> add(ProbedBlock block) {
    if (block.rowsDigested().hasRemaining()) {
      if (block.firstRow() <= lastRow) {
        throw new IllegalStateException("rows do not rise: blocks are damaged or out of order");
      }
      lastRow = block.lastRow();
    }
    listDigest.update(block.rowsDigested());
    for (Hash leafHash : block.leafHashes()) {
      root.addLeafHash(leafHash);
    }
    grants.or(block.grants());
    return block.pairings();
  }

  PairingResult result() {
    grants.runOptimize();
    return new PairingResult(
        permissions.position(), Hash.of(listDigest.digest()), root.root(), root.size(), grants);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
