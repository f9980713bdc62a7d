package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree whose leaf i is the eight bytes of i, with every tile it ever had. */
final class TestTree {
  final List<Hash> leafHashes = new ArrayList<>();
  final Map<TileId, HashTile> tiles = new HashMap<>();
  private final TreeAppender appender = new TreeAppender();

  static TestTree of(int size) {
    var tree = new TestTree();
    tree.growTo(size);
    return tree;
  }

  static byte[] leaf(long index) {
    return ByteBuffer.allocate(Long.BYTES).putLong(index).array();
  }

  void growTo(int size) {
    for (int i = leafHashes.size(); i < size; i++) {
      appender.append(leaf(i));
      leafHashes.add(new TreeHasher().leaf(leaf(i)));
    }
    tiles.putAll(appender.takeChanged());
  }

  TreeHead head() {
    return appender.head();
  }

  MerkleTree tree() {
    return new MerkleTree(leafHashes.size(), TileSource.of(tiles));
  }
}
