package dev.consentledger.kernel.proof;

import java.util.Map;

/**
 * Where a tree's tiles are read from. Whoever stores them out of reach of a plain call (a database
 * behind a reactive client) asks {@link MerkleTree} which tiles it needs, fetches them, and hands
 * them over with {@link #of}.
 */
@FunctionalInterface
public interface TileSource {
  /**
   * The tile, with at least the width asked for: a tile that has grown since serves its smaller
   * tree as well. Throws {@link ProofException} where there is none.
   */
  HashTile tile(TileId id);

  static TileSource of(Map<TileId, HashTile> tiles) {
    return id -> {
      HashTile tile = tiles.get(id);
      if (tile == null) {
        throw new ProofException("there is no " + id.path());
      }
      return tile;
    };
  }
}
