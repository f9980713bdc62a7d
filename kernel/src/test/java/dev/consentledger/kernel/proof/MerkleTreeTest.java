package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.Resources;
import dev.consentledger.kernel.json.JsonObject;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private static final JsonObject VECTORS = Resources.json("/vectors/merkle.json");
  private final ReferenceTree reference = new ReferenceTree();

  @Test
  void heads_are_the_vectors_heads() {
    List<String> leaves = VECTORS.strings("leavesHex");
    var appender = new TreeAppender();
    var tiles = new HashMap<TileId, HashTile>();
    for (int n = 0; n <= leaves.size(); n++) {
      assertThat(appender.head().root().hex()).isEqualTo(VECTORS.strings("rootOfFirst").get(n));
      assertThat(new MerkleTree(n, TileSource.of(tiles)).head()).isEqualTo(appender.head());
      if (n < leaves.size()) {
        assertThat(appender.append(HexFormat.of().parseHex(leaves.get(n)))).isEqualTo(n);
        tiles.putAll(appender.takeChanged());
      }
    }
  }

  /** From the test data of the Certificate Transparency project. */
  @Test
  void consistency_paths_are_the_published_ones() {
    var appender = new TreeAppender();
    VECTORS.strings("leavesHex").forEach(leaf -> appender.append(HexFormat.of().parseHex(leaf)));
    Map<TileId, HashTile> tiles = appender.takeChanged();

    assertThat(new MerkleTree(8, TileSource.of(tiles)).consistencyProof(6).path())
        .containsExactly(
            Hash.ofHex("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
            Hash.ofHex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
            Hash.ofHex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(narrowed(tiles, 5).consistencyProof(2).path())
        .containsExactly(
            Hash.ofHex("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
            Hash.ofHex("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  }

  /** A tile that has grown since serves the smaller tree as well. */
  private static MerkleTree narrowed(Map<TileId, HashTile> tiles, long size) {
    return new MerkleTree(size, id -> tiles.values().iterator().next());
  }

  @Test
  void every_proof_of_every_small_tree_is_the_references_and_verifies() {
    for (int size = 1; size <= 20; size++) {
      TestTree tree = TestTree.of(size);
      assertThat(tree.head().root()).isEqualTo(reference.mth(tree.leafHashes));
      for (int index = 0; index < size; index++) {
        checkInclusion(tree, index);
      }
      for (int old = 0; old <= size; old++) {
        checkConsistency(tree, old);
      }
    }
  }

  @Test
  void proofs_of_random_trees_over_many_tiles_are_the_references_and_verify() {
    long seed = System.nanoTime();
    System.out.println("MerkleTreeTest seed " + seed);
    var random = new SplittableRandom(seed);
    for (int size : new int[] {255, 256, 257, 65_535, 65_536, 65_537, random.nextInt(1, 70_000)}) {
      TestTree tree = TestTree.of(size);
      assertThat(tree.head().root()).isEqualTo(reference.mth(tree.leafHashes));
      assertThat(tree.tree().head()).isEqualTo(tree.head());
      for (int i = 0; i < 5; i++) {
        checkInclusion(tree, random.nextInt(size));
        checkConsistency(tree, random.nextInt(1, size + 1));
      }
      checkInclusion(tree, size - 1);
      checkConsistency(tree, size - 1);
    }
  }

  @Test
  void a_root_builder_agrees_with_the_reference_at_random_sizes() {
    long seed = System.nanoTime();
    System.out.println("MerkleTreeTest seed " + seed);
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      TestTree tree = TestTree.of(random.nextInt(3_000));
      var builder = new RootBuilder();
      tree.leafHashes.forEach(builder::addLeafHash);

      assertThat(builder.root()).isEqualTo(reference.mth(tree.leafHashes));
      assertThat(builder.size()).isEqualTo(tree.leafHashes.size());
    }
  }

  @Test
  void a_proof_reads_only_the_tiles_it_says_it_needs() {
    TestTree tree = TestTree.of(70_000);
    for (long index : new long[] {0, 255, 256, 65_535, 65_536, 69_999}) {
      var needed = MerkleTree.tilesForInclusion(index, 70_000);

      assertThat(needed).hasSizeLessThanOrEqualTo(6);
      assertThat(only(tree, needed).inclusionProof(index))
          .isEqualTo(tree.tree().inclusionProof(index));
    }
    for (long old : new long[] {1, 256, 65_536, 69_999}) {
      var needed = MerkleTree.tilesForConsistency(old, 70_000);

      assertThat(only(tree, needed).consistencyProof(old))
          .isEqualTo(tree.tree().consistencyProof(old));
    }
    assertThat(only(tree, MerkleTree.tilesForRoot(70_000)).root()).isEqualTo(tree.head().root());
  }

  @Test
  void a_missing_or_narrow_tile_stops_a_proof() {
    TestTree tree = TestTree.of(300);
    var none = new MerkleTree(300, TileSource.of(Map.of()));
    HashTile narrow = new HashTile(tree.leafHashes.subList(0, 1));

    assertThatThrownBy(none::root).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> new MerkleTree(300, id -> narrow).root())
        .isInstanceOf(ProofException.class)
        .hasMessageContaining("narrower");
  }

  @Test
  void there_is_no_proof_beyond_the_tree() {
    MerkleTree tree = TestTree.of(5).tree();

    assertThatThrownBy(() -> tree.inclusionProof(5)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> tree.inclusionProof(-1)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> tree.consistencyProof(6)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> tree.consistencyProof(-1)).isInstanceOf(ProofException.class);
  }

  private static MerkleTree only(TestTree tree, Set<TileId> needed) {
    var some = new HashMap<>(tree.tiles);
    some.keySet().retainAll(needed);
    return new MerkleTree(tree.leafHashes.size(), TileSource.of(some));
  }

  private void checkInclusion(TestTree tree, int index) {
    InclusionProof proof = tree.tree().inclusionProof(index);

    assertThat(proof.path()).isEqualTo(reference.path(index, tree.leafHashes));
    proof.verify(tree.leafHashes.get(index), tree.head());
  }

  private void checkConsistency(TestTree tree, int old) {
    ConsistencyProof proof = tree.tree().consistencyProof(old);
    var older = new TreeHead(old, reference.mth(tree.leafHashes.subList(0, old)));

    assertThat(proof.path())
        .isEqualTo(old == 0 ? List.of() : reference.proof(old, tree.leafHashes));
    proof.verify(older, tree.head());
  }
}
