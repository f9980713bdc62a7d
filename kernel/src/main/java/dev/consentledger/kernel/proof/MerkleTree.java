package dev.consentledger.kernel.proof;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A tree of one size over stored tiles: computes its root and its proofs, reading only the tiles
 * they need. What it computes is as right as the tiles are; verify a proof before it leaves. Not
 * safe for use by several threads.
 */
public final class MerkleTree {
  private final long size;
  private final TileSource tiles;
  private final TreeHasher hasher = new TreeHasher();

  public MerkleTree(long size, TileSource tiles) {
    if (size < 0) {
      throw new ProofException("a tree's size is not negative");
    }
    this.size = size;
    this.tiles = tiles;
  }

  /** The tiles that {@link #root} reads. */
  public static Set<TileId> tilesForRoot(long size) {
    return size == 0 ? Set.of() : tilesOf(List.of(new Subtree(0, size)), size);
  }

  /** The tiles that {@link #inclusionProof} reads. */
  public static Set<TileId> tilesForInclusion(long index, long size) {
    InclusionProof.checkIndex(index, size);
    return tilesOf(Subtree.inclusionPath(index, size), size);
  }

  /** The tiles that {@link #consistencyProof} reads. */
  public static Set<TileId> tilesForConsistency(long oldSize, long newSize) {
    ConsistencyProof.checkSizes(oldSize, newSize);
    return tilesOf(ConsistencyProof.path(oldSize, newSize), newSize);
  }

  private static Set<TileId> tilesOf(Collection<Subtree> subtrees, long size) {
    var needed = new LinkedHashSet<TileId>();
    for (Subtree subtree : subtrees) {
      subtree.nodes().forEach(node -> needed.add(node.tile(size)));
    }
    return needed;
  }

  public TreeHead head() {
    return new TreeHead(size, root());
  }

  /** RFC 9162 section 2.1.1, MTH(D_n). */
  public Hash root() {
    return size == 0 ? hasher.emptyRoot() : hashOf(new Subtree(0, size));
  }

  /** RFC 9162 section 2.1.3.1. */
  public InclusionProof inclusionProof(long index) {
    InclusionProof.checkIndex(index, size);
    return new InclusionProof(index, size, hashesOf(Subtree.inclusionPath(index, size)));
  }

  /** RFC 9162 section 2.1.4.1, from the tree of the older size to this one. */
  public ConsistencyProof consistencyProof(long oldSize) {
    ConsistencyProof.checkSizes(oldSize, size);
    return new ConsistencyProof(oldSize, size, hashesOf(ConsistencyProof.path(oldSize, size)));
  }

  private List<Hash> hashesOf(List<Subtree> subtrees) {
    return subtrees.stream().map(this::hashOf).toList();
  }

  private Hash hashOf(Subtree subtree) {
    List<Hash> hashes = subtree.nodes().stream().map(this::hashOf).toList();
    Hash hash = hashes.getLast();
    for (Hash left : hashes.reversed().subList(1, hashes.size())) {
      hash = hasher.node(left, hash);
    }
    return hash;
  }

  private Hash hashOf(Subtree.Node node) {
    return tiles.tile(node.tile(size)).node(node.offsetInTile(), node.hashesInTile(), hasher);
  }
}
