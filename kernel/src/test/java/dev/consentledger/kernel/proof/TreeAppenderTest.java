package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TreeAppenderTest {
  @Test
  void a_tree_of_70_000_leaves_has_the_tiles_of_the_specifications_example() {
    Map<TileId, HashTile> tiles = new TreeAppenderOf(70_000).appender.takeChanged();

    Set<TileId> expected = new HashSet<>();
    for (int i = 0; i < 273; i++) {
      expected.add(new TileId(0, i, 256));
    }
    expected.add(new TileId(0, 273, 112));
    expected.add(new TileId(1, 0, 256));
    expected.add(new TileId(1, 1, 17));
    expected.add(new TileId(2, 0, 1));
    assertThat(tiles.keySet()).isEqualTo(expected);
    assertThat(tiles).allSatisfy((id, tile) -> assertThat(tile.width()).isEqualTo(id.width()));
  }

  @Test
  void a_tree_of_256_leaves_has_a_full_tile_and_one_hash_above_it() {
    Map<TileId, HashTile> tiles = new TreeAppenderOf(256).appender.takeChanged();

    assertThat(tiles.keySet())
        .containsExactlyInAnyOrder(new TileId(0, 0, 256), new TileId(1, 0, 1));
  }

  @Test
  void what_changed_is_handed_over_once() {
    TreeAppender appender = new TreeAppenderOf(300).appender;
    appender.takeChanged();

    assertThat(appender.takeChanged()).isEmpty();
    appender.append(TestTree.leaf(300));
    assertThat(appender.takeChanged().keySet()).containsExactly(new TileId(0, 1, 45));
  }

  @Test
  void appending_in_any_batches_and_after_any_restarts_gives_the_same_tree() {
    long seed = System.nanoTime();
    System.out.println("TreeAppenderTest seed " + seed);
    var random = new SplittableRandom(seed);
    var stored = new HashMap<TileId, HashTile>();
    var reference = new RootBuilder();
    var appender = new TreeAppender();
    while (reference.size() < 70_000) {
      for (int i = random.nextInt(2_000); i > 0; i--) {
        byte[] leaf = TestTree.leaf(reference.size());
        assertThat(appender.append(leaf)).isEqualTo(reference.size());
        reference.add(leaf);
      }
      stored.putAll(appender.takeChanged());
      var head = new TreeHead(reference.size(), reference.root());
      assertThat(appender.head()).as("seed %d", seed).isEqualTo(head);
      if (random.nextBoolean()) {
        var edge = new HashMap<>(stored);
        edge.keySet().retainAll(TreeAppender.tilesToResume(head.size()));
        appender = TreeAppender.resume(head, TileSource.of(edge));
      }
    }
    assertThat(new MerkleTree(reference.size(), TileSource.of(stored)).root())
        .as("seed %d", seed)
        .isEqualTo(reference.root());
  }

  @Test
  void resuming_over_tiles_of_another_tree_is_refused() {
    TestTree tree = TestTree.of(300);
    var damaged = new HashMap<>(tree.tiles);
    damaged.put(new TileId(1, 0, 1), new HashTile(tree.leafHashes.subList(0, 1)));

    assertThatThrownBy(() -> TreeAppender.resume(tree.head(), TileSource.of(damaged)))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> TreeAppender.resume(tree.head(), TileSource.of(Map.of())))
        .isInstanceOf(ProofException.class);
    assertThat(TreeAppender.resume(tree.head(), TileSource.of(tree.tiles)).head())
        .isEqualTo(tree.head());
  }

  private static final class TreeAppenderOf {
    final TreeAppender appender = new TreeAppender();

    TreeAppenderOf(int size) {
      for (int i = 0; i < size; i++) {
        appender.append(TestTree.leaf(i));
      }
    }
  }
}
