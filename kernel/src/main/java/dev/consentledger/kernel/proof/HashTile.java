package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The hashes of one tile, 1 to 256 of them. On the wire they follow one another (tlog-tiles). */
public record HashTile(List<Hash> hashes) {
  public HashTile {
    hashes = List.copyOf(hashes);
    if (hashes.isEmpty() || hashes.size() > TileId.WIDTH) {
      throw new ProofException("a tile holds 1 to " + TileId.WIDTH + " hashes");
    }
  }

  /** Throws {@link ProofException} unless the bytes are exactly {@code width} hashes. */
  public static HashTile decode(byte[] bytes, int width) {
    if (bytes.length != width * Hash.BYTES) {
      throw new ProofException("the tile has not exactly " + width + " hashes");
    }
    var hashes = new ArrayList<Hash>(width);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      byte[] hash = new byte[Hash.BYTES];
      buffer.get(hash);
      hashes.add(new Hash(hash));
    }
    return new HashTile(hashes);
  }

  public byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(hashes.size() * Hash.BYTES);
    hashes.forEach(hash -> buffer.put(hash.unsafeBytes()));
    return buffer.array();
  }

  public int width() {
    return hashes.size();
  }

  /** The root of {@code count} neighbouring hashes, a power of two. */
  Hash node(int offset, int count, TreeHasher hasher) {
    if (offset + count > hashes.size()) {
      throw new ProofException("the tile is narrower than the tree needs");
    }
    return fold(hashes.subList(offset, offset + count), hasher);
  }

  static Hash fold(List<Hash> hashes, TreeHasher hasher) {
    if (hashes.size() == 1) {
      return hashes.getFirst();
    }
    int half = hashes.size() / 2;
    return hasher.node(
        fold(hashes.subList(0, half), hasher), fold(hashes.subList(half, hashes.size()), hasher));
  }
}
