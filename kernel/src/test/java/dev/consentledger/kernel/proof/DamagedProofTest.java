package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One defect each: a damaged proof never verifies. */
class DamagedProofTest {
  private static final TestTree OLD = TestTree.of(6);
  private static final TestTree TREE = TestTree.of(11);
  private static final InclusionProof INCLUSION = TREE.tree().inclusionProof(7);
  private static final ConsistencyProof CONSISTENCY = TREE.tree().consistencyProof(6);
  private static final Hash OTHER = new TreeHasher().leaf(new byte[] {42});

  interface Attempt {
    void run();
  }

  static Stream<Arguments> inclusion() {
    Hash leaf = TREE.leafHashes.get(7);
    return Stream.of(
        defect(
            "leaf of another index", () -> INCLUSION.verify(TREE.leafHashes.get(6), TREE.head())),
        defect("leaf unknown", () -> INCLUSION.verify(OTHER, TREE.head())),
        defect(
            "index of another leaf", () -> with(6, 11, INCLUSION.path()).verify(leaf, TREE.head())),
        defect("index equal to the size", () -> with(11, 11, INCLUSION.path())),
        defect("index above the size", () -> with(12, 11, INCLUSION.path())),
        defect("index negative", () -> with(-1, 11, INCLUSION.path())),
        defect("size zero", () -> with(0, 0, List.of())),
        defect(
            "size of another tree", () -> with(7, 12, INCLUSION.path()).verify(leaf, TREE.head())),
        defect(
            "head of another size",
            () -> INCLUSION.verify(leaf, new TreeHead(12, TREE.head().root()))),
        defect("head of another root", () -> INCLUSION.verify(leaf, new TreeHead(11, OTHER))),
        defect("path empty", () -> with(7, 11, List.of())),
        defect("path too short by its first", () -> with(7, 11, tail(INCLUSION.path()))),
        defect("path too short by its last", () -> with(7, 11, INCLUSION.path().subList(0, 3))),
        defect("path too long", () -> with(7, 11, plus(INCLUSION.path(), OTHER))),
        defect(
            "path with its root appended",
            () -> with(7, 11, plus(INCLUSION.path(), TREE.head().root()))),
        defect(
            "path reversed",
            () -> with(7, 11, INCLUSION.path().reversed()).verify(leaf, TREE.head())));
  }

  static Stream<Arguments> consistency() {
    List<Hash> path = CONSISTENCY.path();
    return Stream.of(
        defect("old size above the new", () -> new ConsistencyProof(12, 11, path)),
        defect("old size negative", () -> new ConsistencyProof(-1, 11, path)),
        defect(
            "old size of another tree",
            () -> new ConsistencyProof(6, 11, path).verify(TestTree.of(5).head(), TREE.head())),
        defect(
            "new size of another tree",
            () -> CONSISTENCY.verify(OLD.head(), TestTree.of(10).head())),
        defect("heads swapped", () -> CONSISTENCY.verify(TREE.head(), OLD.head())),
        defect("old root another", () -> CONSISTENCY.verify(new TreeHead(6, OTHER), TREE.head())),
        defect("new root another", () -> CONSISTENCY.verify(OLD.head(), new TreeHead(11, OTHER))),
        defect("path empty", () -> new ConsistencyProof(6, 11, List.of())),
        defect("path too short by its first", () -> new ConsistencyProof(6, 11, tail(path))),
        defect(
            "path too short by its last",
            () -> new ConsistencyProof(6, 11, path.subList(0, path.size() - 1))),
        defect("path too long", () -> new ConsistencyProof(6, 11, plus(path, OTHER))),
        defect(
            "path reversed",
            () -> new ConsistencyProof(6, 11, path.reversed()).verify(OLD.head(), TREE.head())),
        defect(
            "equal sizes with another root",
            () ->
                new ConsistencyProof(11, 11, List.of())
                    .verify(new TreeHead(11, OTHER), TREE.head())),
        defect("equal sizes with a path", () -> new ConsistencyProof(11, 11, List.of(OTHER))),
        defect(
            "from the empty tree with a path", () -> new ConsistencyProof(0, 11, List.of(OTHER))),
        defect("an empty tree with another root", () -> new TreeHead(0, OTHER)),
        defect("a tree of negative size", () -> new TreeHead(-1, OTHER)),
        defect("a hash of 31 bytes", () -> Hash.of(new byte[31])),
        defect("a hash of 33 bytes", () -> Hash.of(new byte[33])),
        defect("a hash that is not hex", () -> Hash.ofHex("zz".repeat(32))),
        defect(
            "old tree a power of two, other root",
            () -> TREE.tree().consistencyProof(8).verify(new TreeHead(8, OTHER), TREE.head())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inclusion")
  void a_damaged_inclusion_proof_is_refused(String defect, Attempt attempt) {
    assertThatThrownBy(attempt::run).as(defect).isInstanceOf(ProofException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("consistency")
  void a_damaged_consistency_proof_is_refused(String defect, Attempt attempt) {
    assertThatThrownBy(attempt::run).as(defect).isInstanceOf(ProofException.class);
  }

  @Test
  void any_bit_of_any_hash_counts() {
    long seed = System.nanoTime();
    System.out.println("DamagedProofTest seed " + seed);
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 300; run++) {
      int size = random.nextInt(2, 600);
      TestTree tree = TestTree.of(size);
      int index = random.nextInt(size);
      InclusionProof inclusion = tree.tree().inclusionProof(index);
      int old = random.nextInt(1, size);
      ConsistencyProof consistency = tree.tree().consistencyProof(old);
      TreeHead older = TestTree.of(old).head();
      UnaryOperator<List<Hash>> flip = path -> flipped(path, random);

      assertThatThrownBy(() ->
              new InclusionProof(index, size, flip.apply(inclusion.path()))
                  .verify(tree.leafHashes.get(index), tree.head()))
          .as("seed %d, size %d, index %d", seed, size, index)
          .isInstanceOf(ProofException.class);
      assertThatThrownBy(() ->
              new ConsistencyProof(old, size, flip.apply(consistency.path()))
                  .verify(older, tree.head()))
          .as("seed %d, size %d, old %d", seed, size, old)
          .isInstanceOf(ProofException.class);
    }
  }

  private static List<Hash> flipped(List<Hash> path, SplittableRandom random) {
    var damaged = new ArrayList<>(path);
    int at = random.nextInt(path.size());
    byte[] bytes = path.get(at).bytes();
    bytes[random.nextInt(Hash.BYTES)] ^= (byte) (1 << random.nextInt(8));
    damaged.set(at, Hash.of(bytes));
    return damaged;
  }

  private static InclusionProof with(long index, long size, List<Hash> path) {
    return new InclusionProof(index, size, path);
  }

  private static List<Hash> tail(List<Hash> path) {
    return path.subList(1, path.size());
  }

  private static List<Hash> plus(List<Hash> path, Hash last) {
    var longer = new ArrayList<>(path);
    longer.add(last);
    return longer;
  }

  private static Arguments defect(String name, Attempt attempt) {
    return arguments(name, attempt);
  }
}
