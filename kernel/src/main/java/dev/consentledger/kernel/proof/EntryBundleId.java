package dev.consentledger.kernel.proof;

/**
 * Which bundle of entries (C2SP tlog-tiles): the entries whose hashes stand in the tile of level 0
 * with the same index and width.
 */
public record EntryBundleId(long index, int width) {
  private static final String PREFIX = "tile/entries/";

  public EntryBundleId {
    var _ = new TileIndex(index, width);
  }

  /** Reads {@code tile/entries/<N>[.p/<W>]}, in its canonical spelling alone. */
  public static EntryBundleId parse(String path) {
    if (!path.startsWith(PREFIX)) {
      throw new ProofException("not the path of an entry bundle");
    }
    TileIndex index = TileIndex.parse(path.substring(PREFIX.length()));
    return new EntryBundleId(index.index(), index.width());
  }

  /** The bundle as a tree of this size has it, full or partial; throws where it has none. */
  public static EntryBundleId inTree(long index, long size) {
    return new EntryBundleId(index, TileId.inTree(0, index, size).width());
  }

  /** Index of its first entry in the log. */
  public long firstEntry() {
    return index * TileId.WIDTH;
  }

  /** {@code tile/entries/<N>[.p/<W>]}, relative to the log's prefix. */
  public String path() {
    return PREFIX + new TileIndex(index, width).path();
  }
}
