package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.Resources;
import dev.consentledger.kernel.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootBuilderTest {
  private static final JsonObject VECTORS = Resources.json("/vectors/merkle.json");

  @Test
  void the_root_of_the_first_n_leaves_is_the_vectors_root() {
    List<String> leaves = VECTORS.strings("leavesHex");
    List<String> roots = VECTORS.strings("rootOfFirst");
    var builder = new RootBuilder();

    assertThat(builder.root().hex()).isEqualTo(roots.getFirst());
    for (int n = 0; n < leaves.size(); n++) {
      builder.add(HexFormat.of().parseHex(leaves.get(n)));

      assertThat(builder.size()).isEqualTo(n + 1);
      assertThat(builder.root().hex()).isEqualTo(roots.get(n + 1));
    }
  }

  @Test
  void leaf_and_node_hashes_are_the_vectors_hashes() {
    var hasher = new TreeHasher();

    assertThat(hasher.leaf(new byte[0]).hex()).isEqualTo(VECTORS.string("emptyLeafHash"));
    assertThat(hasher.leaf("L123456".getBytes(StandardCharsets.US_ASCII)).hex())
        .isEqualTo(VECTORS.string("leafHashOf_L123456"));
    assertThat(hasher.node(hashOf("N123"), hashOf("N456")).hex())
        .isEqualTo(VECTORS.string("nodeHashOf_N123_N456"));
  }

  @Test
  void a_node_never_passes_for_a_leaf() {
    var hasher = new TreeHasher();
    Hash left = hasher.leaf(new byte[] {1});
    Hash right = hasher.leaf(new byte[] {2});
    byte[] both = ByteBuffer.allocate(64).put(left.bytes()).put(right.bytes()).array();

    assertThat(hasher.leaf(both)).isNotEqualTo(hasher.node(left, right));
  }

  /** The vector's nodes are shorter than hashes are. */
  private static Hash hashOf(String bytes) {
    return new Hash(bytes.getBytes(StandardCharsets.US_ASCII));
  }
}
