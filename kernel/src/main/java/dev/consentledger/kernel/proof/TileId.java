package dev.consentledger.kernel.proof;

/**
 * Which tile of hashes (C2SP tlog-tiles): at {@code level} L each hash is the root of 256^L leaves.
 * {@code width} is 256 for a full tile and less for the partial one at a tree's right edge.
 */
public record TileId(int level, long index, int width) {
  /** Hashes in a full tile. */
  public static final int WIDTH = 256;

  static final int HEIGHT = 8;

  /** Sizes are below 2^63, so levels above 7 never hold anything. */
  static final int LEVELS = 8;

  private static final int LEVEL_MAX = 63;
  private static final String PREFIX = "tile/";

  public TileId {
    var _ = new TileIndex(index, width);
    if (level < 0 || level > LEVEL_MAX) {
      throw new ProofException("a tile's level is 0 to " + LEVEL_MAX);
    }
  }

  /** Reads {@code tile/<L>/<N>[.p/<W>]}, in its canonical spelling alone. */
  public static TileId parse(String path) {
    int slash = path.indexOf('/', PREFIX.length());
    if (!path.startsWith(PREFIX) || slash < 0) {
      throw new ProofException("not the path of a tile");
    }
    long level = CanonicalText.decimal(path.substring(PREFIX.length(), slash), "a tile's level");
    if (level > LEVEL_MAX) {
      throw new ProofException("a tile's level is 0 to " + LEVEL_MAX);
    }
    TileIndex index = TileIndex.parse(path.substring(slash + 1));
    return new TileId((int) level, index.index(), index.width());
  }

  /** The tile as a tree of this size has it, full or partial; throws where it has none. */
  public static TileId inTree(int level, long index, long size) {
    long hashes = level >= LEVELS ? 0 : size >>> (HEIGHT * level);
    long width = index > hashes / WIDTH ? 0 : Math.min(WIDTH, hashes - index * WIDTH);
    if (width == 0) {
      throw new ProofException("a tree of " + size + " leaves has no such tile");
    }
    return new TileId(level, index, (int) width);
  }

  public boolean isFull() {
    return width == WIDTH;
  }

  /** {@code tile/<L>/<N>[.p/<W>]}, relative to the log's prefix. */
  public String path() {
    return PREFIX + level + "/" + new TileIndex(index, width).path();
  }
}
