package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends leaves to a tree kept in tiles, holding only the partial tile of each level: at most 8
 * times 255 hashes. Its caller stores the changed tiles and the head together. Not safe for use by
 * several threads.
 */
public final class TreeAppender {
  private final TreeHasher hasher = new TreeHasher();
  private final List<List<Hash>> edge = new ArrayList<>();
  private final Map<TileId, HashTile> completed = new LinkedHashMap<>();
  private long size;
  private long sizeTaken;

  /** Begins an empty tree. */
  public TreeAppender() {
    for (int level = 0; level < TileId.LEVELS; level++) {
      edge.add(new ArrayList<>());
    }
  }

  /** The partial tiles of a tree of this size, which {@link #resume} reads. */
  public static Set<TileId> tilesToResume(long size) {
    var ids = new LinkedHashSet<TileId>();
    for (int level = 0; level < TileId.LEVELS; level++) {
      long hashes = size >>> (TileId.HEIGHT * level);
      if (hashes % TileId.WIDTH != 0) {
        ids.add(TileId.inTree(level, hashes / TileId.WIDTH, size));
      }
    }
    return ids;
  }

  /** Goes on with a stored tree; throws where the tiles do not lead to the head's root. */
  public static TreeAppender resume(TreeHead head, TileSource tiles) {
    var appender = new TreeAppender();
    for (TileId id : tilesToResume(head.size())) {
      HashTile tile = tiles.tile(id);
      if (tile.width() < id.width()) {
        throw new ProofException("the tile is narrower than the tree needs");
      }
      appender.edge.get(id.level()).addAll(tile.hashes().subList(0, id.width()));
    }
    appender.size = head.size();
    appender.sizeTaken = head.size();
    if (!appender.head().equals(head)) {
      throw new ProofException("the stored tiles do not lead to the root");
    }
    return appender;
  }

  /** Appends a leaf by its bytes and returns its index. */
  public long append(byte[] leaf) {
    return appendLeafHash(hasher.leaf(leaf));
  }

  /** Appends a leaf by its hash and returns its index. */
  public long appendLeafHash(Hash leafHash) {
    Hash carried = leafHash;
    for (int level = 0; level < TileId.LEVELS; level++) {
      List<Hash> tile = edge.get(level);
      tile.add(carried);
      if (tile.size() < TileId.WIDTH) {
        break;
      }
      long hashes = (size + 1) >>> (TileId.HEIGHT * level);
      completed.put(new TileId(level, hashes / TileId.WIDTH - 1, TileId.WIDTH), new HashTile(tile));
      carried = HashTile.fold(tile, hasher);
      tile.clear();
    }
    return size++;
  }

  public long size() {
    return size;
  }

  /** The head over all leaves so far. */
  public TreeHead head() {
    Hash root = null;
    for (List<Hash> tile : edge) {
      root = withLeft(tile, root);
    }
    return new TreeHead(size, root == null ? hasher.emptyRoot() : root);
  }

  /**
   * The tiles that changed since the last call: full ones, and the partial ones at the right edge
   * as the tree of the present size has them.
   */
  public Map<TileId, HashTile> takeChanged() {
    var changed = new LinkedHashMap<TileId, HashTile>(completed);
    completed.clear();
    for (int level = 0; level < TileId.LEVELS; level++) {
      int shift = TileId.HEIGHT * level;
      long hashes = size >>> shift;
      if (hashes != sizeTaken >>> shift && !edge.get(level).isEmpty()) {
        changed.put(
            TileId.inTree(level, hashes / TileId.WIDTH, size), new HashTile(edge.get(level)));
      }
    }
    sizeTaken = size;
    return changed;
  }

  /** Joins the full subtrees within a partial tile to what lies right of them. */
  private @Nullable Hash withLeft(List<Hash> tile, @Nullable Hash right) {
    Hash root = right;
    int end = tile.size();
    while (end > 0) {
      int count = Integer.lowestOneBit(end);
      Hash left = HashTile.fold(tile.subList(end - count, end), hasher);
      root = root == null ? left : hasher.node(left, root);
      end -= count;
    }
    return root;
  }
}
