package dev.consentledger.kernel.proof;

import java.util.List;

/** RFC 9162 section 2.1.3: that a leaf stands at an index of a tree. */
public record InclusionProof(long index, long size, List<Hash> path) {
  public InclusionProof {
    checkIndex(index, size);
    path = List.copyOf(path);
    if (path.size() != length(index, size)) {
      throw new ProofException("the inclusion path is too long or too short");
    }
  }

  static void checkIndex(long index, long size) {
    if (index < 0 || index >= size) {
      throw new ProofException("the index is not below the size");
    }
  }

  /** Throws {@link ProofException} unless this proves the leaf with that hash in that tree. */
  public void verify(Hash leafHash, TreeHead head) {
    if (size != head.size()) {
      throw new ProofException("the proof is for a tree of another size");
    }
    if (!rootFrom(leafHash).equals(head.root())) {
      throw new ProofException("the inclusion proof does not lead to the root");
    }
  }

  /**
   * RFC 9162 section 2.1.3.2, steps 2 to 4. That sn is 0 neither too early (4.a) nor never (5) was
   * checked with the path's length.
   */
  private Hash rootFrom(Hash leafHash) {
    var hasher = new TreeHasher();
    long fn = index;
    long sn = size - 1;
    Hash r = leafHash;
    for (Hash p : path) {
      if ((fn & 1) == 1 || fn == sn) {
        r = hasher.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        r = hasher.node(r, p);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return r;
  }

  /** One hash a level at which the node has a sibling. */
  private static int length(long index, long size) {
    int length = 0;
    long fn = index;
    for (long sn = size - 1; sn > 0; sn >>>= 1) {
      if ((fn & 1) == 1 || fn < sn) {
        length++;
      }
      fn >>>= 1;
    }
    return length;
  }
}
