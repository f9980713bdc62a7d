package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlogProofTest {
  /** A secret of 32 bytes 0x24 signed the stored proof. */
  private static final SigningKey LOG =
      SigningKey.of(
          "ledger.example/cell-1",
          KeyType.ED25519,
          Ed25519.ofSecret("$".repeat(32).getBytes(StandardCharsets.US_ASCII)));

  private static final TestTree TREE = TestTree.of(300);
  private static final Checkpoint CHECKPOINT = new Checkpoint(LOG.verifier().name(), TREE.head());
  private static final TlogProof PROOF =
      TlogProof.of(TREE.tree().inclusionProof(257), CHECKPOINT.sign(LOG));
  private static final String STORED = Resources.text("/notes/entry-257.tlog-proof");

  @Test
  void the_stored_proof_is_todays_proof_and_verifies() {
    TlogProof stored = TlogProof.parse(STORED);

    assertThat(stored).isEqualTo(PROOF);
    assertThat(PROOF.encode()).isEqualTo(STORED);
    assertThat(stored.verify(TestTree.leaf(257), LOG.verifier())).isEqualTo(CHECKPOINT);
  }

  @Test
  void extra_data_is_kept_and_trusted_by_nobody() {
    var proof = new TlogProof(Optional.of("ZXh0cmE="), 257, PROOF.path(), PROOF.checkpoint());

    TlogProof read = TlogProof.parse(proof.encode());

    assertThat(read).isEqualTo(proof);
    assertThat(read.extraBytes())
        .hasValueSatisfying(b -> assertThat(b).asString().isEqualTo("extra"));
  }

  @Test
  void a_tree_of_one_leaf_has_a_proof_without_hashes() {
    TestTree one = TestTree.of(1);
    var checkpoint = new Checkpoint(LOG.verifier().name(), one.head());
    TlogProof proof = TlogProof.of(one.tree().inclusionProof(0), checkpoint.sign(LOG));

    assertThat(proof.encode()).startsWith("c2sp.org/tlog-proof@v1\nindex 0\n\n");
    TlogProof.parse(proof.encode()).verify(TestTree.leaf(0), LOG.verifier());
  }

  @Test
  void another_entry_or_another_logs_key_does_not_verify() {
    VerifierKey other = SigningKey.generate(LOG.verifier().name(), KeyType.ED25519).verifier();

    assertRefused(() -> PROOF.verify(TestTree.leaf(256), LOG.verifier()));
    assertRefused(() -> PROOF.verify(TestTree.leaf(257), other));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "another version | tlog-proof@v1 | tlog-proof@v2",
        "index of another entry | index 257 | index 256",
        "index above the size | index 257 | index 300",
        "index with a zero before it | index 257 | index 0257",
        "index negative | index 257 | index -1",
        "index missing | index 257 | indices 257",
        "extra behind the index | index 257 | index 257\\nextra AAAA",
        "extra no base64 | index 257 | extra AA\\nindex 257",
        "two extras | index 257 | extra AAAA\\nextra AAAA\\nindex 257",
        "a hash too many | index 257 | index 257\\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "a hash of three bytes | index 257 | index 257\\nAAAA",
        "size another | \\n300\\n | \\n301\\n",
        "origin another | ledger.example/cell-1\\n300 | ledger.example/cell-2\\n300",
        "signature by another name | — ledger.example/cell-1 | — ledger.example/cell-2",
        "no empty line | \\n\\nledger | \\nledger",
      })
  void a_damaged_proof_is_refused(String defect, String from, String to) {
    String search = from.replace("\\n", "\n");
    assertThat(STORED).as(defect).contains(search);
    String damaged = STORED.replace(search, to.replace("\\n", "\n"));

    assertRefused(() -> TlogProof.parse(damaged).verify(TestTree.leaf(257), LOG.verifier()));
  }

  @Test
  void any_character_of_a_proof_counts() {
    for (int i = 0; i < STORED.length(); i++) {
      char c = STORED.charAt(i);
      String damaged = STORED.substring(0, i) + (c == 'A' ? 'B' : 'A') + STORED.substring(i + 1);

      assertRefused(() -> TlogProof.parse(damaged).verify(TestTree.leaf(257), LOG.verifier()));
    }
  }

  @Test
  void a_request_to_a_witness_round_trips_and_verifies() {
    TreeHead older = TestTree.of(100).head();
    var request =
        new WitnessRequest(100, TREE.tree().consistencyProof(100).path(), CHECKPOINT.sign(LOG));

    WitnessRequest read = WitnessRequest.parse(request.encode());

    assertThat(read).isEqualTo(request);
    assertThat(read.encode()).startsWith("old 100\n");
    assertThat(read.verify(older, LOG.verifier())).isEqualTo(CHECKPOINT);
    assertRefused(() -> read.verify(TestTree.of(99).head(), LOG.verifier()));
    assertRefused(() -> read.verify(new TreeHead(100, TREE.head().root()), LOG.verifier()));
  }

  @Test
  void a_first_request_has_the_old_size_zero_and_no_hashes() {
    var first = new WitnessRequest(0, List.of(), CHECKPOINT.sign(LOG));

    assertThat(first.encode()).startsWith("old 0\n\nledger.example");
    assertThat(
            WitnessRequest.parse(first.encode()).verify(new TreeAppender().head(), LOG.verifier()))
        .isEqualTo(CHECKPOINT);
  }

  @ParameterizedTest
  @CsvSource({"new 100", "old", "old 0100", "old -1", "old 100\\nAAAA"})
  void a_request_of_another_shape_is_refused(String head) {
    String body = head.replace("\\n", "\n") + "\n\n" + CHECKPOINT.sign(LOG).encode();

    assertRefused(() -> WitnessRequest.parse(body));
  }

  private static void assertRefused(Runnable attempt) {
    assertThatThrownBy(attempt::run).isInstanceOf(ProofException.class);
  }
}
