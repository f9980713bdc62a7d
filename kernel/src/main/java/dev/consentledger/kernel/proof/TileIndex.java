package dev.consentledger.kernel.proof;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * C2SP tlog-tiles' {@code <N>[.p/<W>]}: an index in path elements of three digits, all but the last
 * with an {@code x} before them, and the width of a partial tile.
 */
record TileIndex(long index, int width) {
  /** Eighteen digits fit 63 bits. */
  private static final Pattern SHAPE =
      Pattern.compile("((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  TileIndex {
    if (index < 0) {
      throw new ProofException("a tile's index is not negative");
    }
    if (width < 1 || width > TileId.WIDTH) {
      throw new ProofException("a tile holds 1 to " + TileId.WIDTH + " hashes or entries");
    }
  }

  static TileIndex parse(String path) {
    Matcher matcher = SHAPE.matcher(path);
    if (!matcher.matches()) {
      throw new ProofException("not the path of a tile");
    }
    String width = matcher.group(2);
    var parsed =
        new TileIndex(
            Long.parseLong(matcher.group(1).replace("x", "").replace("/", "")),
            width == null ? TileId.WIDTH : Integer.parseInt(width));
    // Also refuses needless x000 elements and a full tile in a partial one's spelling.
    if (!parsed.path().equals(path)) {
      throw new ProofException("not the canonical path of a tile");
    }
    return parsed;
  }

  String path() {
    String elements = String.format(Locale.ROOT, "%03d", index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      elements = String.format(Locale.ROOT, "x%03d/", rest % 1000) + elements;
    }
    return width == TileId.WIDTH ? elements : elements + ".p/" + width;
  }
}
