package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The leaves {@code from} (inclusive) to {@code to} (exclusive) whose Merkle tree hash stands in a
 * proof: RFC 9162's D[from:to].
 */
record Subtree(long from, long to) {

  /** RFC 9162 section 2.1.3.1, PATH(m, D_n), from the leaf's sibling up. */
  static List<Subtree> inclusionPath(long index, long size) {
    var path = new ArrayList<Subtree>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + split(to - from);
      if (index < middle) {
        path.addFirst(new Subtree(middle, to));
        to = middle;
      } else {
        path.addFirst(new Subtree(from, middle));
        from = middle;
      }
    }
    return path;
  }

  /** RFC 9162 section 2.1.4.1, PROOF(m, D_n) = SUBPROOF(m, D_n, true), for 0 &lt; m &lt; n. */
  static List<Subtree> consistencyPath(long oldSize, long newSize) {
    var path = new ArrayList<Subtree>();
    long from = 0;
    long to = newSize;
    while (to > oldSize) {
      long middle = from + split(to - from);
      if (oldSize <= middle) {
        path.addFirst(new Subtree(middle, to));
        to = middle;
      } else {
        path.addFirst(new Subtree(from, middle));
        from = middle;
      }
    }
    // Where the old tree is itself this subtree (b is true), the verifier knows its hash.
    if (from != 0) {
      path.addFirst(new Subtree(from, to));
    }
    return path;
  }

  /** The largest power of two below n, for n above 1: k in RFC 9162 section 2.1.1. */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  /** The full subtrees, each of a power of two leaves, that this one consists of, left to right. */
  List<Node> nodes() {
    var nodes = new ArrayList<Node>();
    long at = from;
    while (at < to) {
      int level = 63 - Long.numberOfLeadingZeros(to - at);
      nodes.add(new Node(level, at >>> level));
      at += 1L << level;
    }
    return nodes;
  }

  /** The full subtree of 2^level leaves that begins at leaf index * 2^level. */
  record Node(int level, long index) {
    /** The tile that holds this node's hash, or the hashes right below it, in a tree of a size. */
    TileId tile(long size) {
      int tileLevel = level / TileId.HEIGHT;
      return TileId.inTree(tileLevel, firstInLevel() / TileId.WIDTH, size);
    }

    int offsetInTile() {
      return (int) (firstInLevel() % TileId.WIDTH);
    }

    int hashesInTile() {
      return 1 << level % TileId.HEIGHT;
    }

    private long firstInLevel() {
      return index << level % TileId.HEIGHT;
    }
  }
}
