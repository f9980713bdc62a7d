package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * RFC 9162 section 2.1.4: that a tree grew out of a smaller one by appending alone. Between equal
 * sizes, and from the empty tree, the path is empty.
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
  public ConsistencyProof {
    checkSizes(oldSize, newSize);
    path = List.copyOf(path);
    if (path.size() != path(oldSize, newSize).size()) {
      throw new ProofException("the consistency path is too long or too short");
    }
  }

  static void checkSizes(long oldSize, long newSize) {
    if (oldSize < 0 || oldSize > newSize) {
      throw new ProofException("the old size is above the new one");
    }
  }

  static List<Subtree> path(long oldSize, long newSize) {
    return oldSize == 0 || oldSize == newSize
        ? List.of()
        : Subtree.consistencyPath(oldSize, newSize);
  }

  /** Throws {@link ProofException} unless the newer tree continues the older one. */
  public void verify(TreeHead older, TreeHead newer) {
    if (oldSize != older.size() || newSize != newer.size()) {
      throw new ProofException("the proof is for trees of other sizes");
    }
    if (oldSize == newSize && !older.root().equals(newer.root())) {
      throw new ProofException("two roots for one size");
    }
    // TreeHead has checked the empty tree's root; anything grows out of that.
    if (oldSize != newSize && oldSize != 0) {
      verifyGrowth(older.root(), newer.root());
    }
  }

  /** RFC 9162 section 2.1.4.2; where it says "fail", the path's length has been checked instead. */
  private void verifyGrowth(Hash firstHash, Hash secondHash) {
    var hasher = new TreeHasher();
    List<Hash> full = new ArrayList<>(path);
    if (Long.bitCount(oldSize) == 1) {
      full.addFirst(firstHash);
    }
    int shift = Long.numberOfTrailingZeros(~(oldSize - 1));
    long fn = (oldSize - 1) >>> shift;
    long sn = (newSize - 1) >>> shift;
    Hash fr = full.getFirst();
    Hash sr = full.getFirst();
    for (Hash c : full.subList(1, full.size())) {
      if ((fn & 1) == 1 || fn == sn) {
        fr = hasher.node(c, fr);
        sr = hasher.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        sr = hasher.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (!fr.equals(firstHash)) {
      throw new ProofException("the consistency proof does not lead to the old root");
    }
    if (!sr.equals(secondHash)) {
      throw new ProofException("the consistency proof does not lead to the new root");
    }
  }
}
