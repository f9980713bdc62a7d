package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.proof.Cosignature;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  @TempDir Path folder;
  ProofFixture fixture;
  TestWitness witness;

  @BeforeEach
  void open() throws Exception {
    fixture = new ProofFixture(DATABASES, folder);
    witness = new TestWitness("witness.example/w1", fixture.key.verifier());
  }

  @AfterEach
  void close() {
    fixture.close();
    witness.close();
  }

  private ProofFixture.Instance start(String... settings) {
    var all = new ArrayList<>(List.of(settings));
    all.addAll(
        List.of(
            "witnesses.w1.url",
            witness.url(),
            "witnesses.w1.vkey",
            witness.key.verifier().text(),
            "witness-pause-min",
            "20ms",
            "witness-pause-max",
            "50ms"));
    return fixture.start(all.toArray(String[]::new));
  }

  private List<Cosignature> cosignatures(SignedCheckpoint checkpoint) {
    return checkpoint.note().cosignatures(List.of(witness.key.verifier()));
  }

  private void awaitCosigned(ProofFixture.Instance instance, long size) {
    ProofFixture.await(
        "the witness has cosigned " + size + " entries: " + instance.witnesses.problems(),
        () -> instance.witnesses.cosignedSize("w1") >= size);
  }

  @Test
  void the_served_checkpoint_carries_the_witnesss_cosignature_as_the_log_grows() {
    var instance = start("checkpoint-limit", "10ms");
    for (int size = 50; size <= 300; size += 50) {
      fixture.append(50);
      instance.awaitSigned(size);
      awaitCosigned(instance, size);

      SignedCheckpoint served = await(instance.log.published()).orElseThrow();

      assertThat(served.size()).isEqualTo(size);
      assertThat(cosignatures(served)).hasSize(1);
    }
    assertThat(witness.seen().size()).isEqualTo(300);
    assertThat(witness.conflicts).hasValue(0);
    assertThat(instance.witnesses.problems()).isEmpty();
  }

  @Test
  void a_new_leader_goes_on_from_what_the_witness_has_cosigned() {
    var first = start();
    fixture.append(20);
    awaitCosigned(first, 20);
    first.kill();
    fixture.append(20);

    var second = start();

    awaitCosigned(second, 40);
    assertThat(witness.conflicts).hasValue(0);
  }

  @Test
  void a_witness_that_remembers_another_size_names_it_and_is_asked_again_from_there() {
    var alone = fixture.start("checkpoint-limit", "10ms");
    fixture.append(30);
    alone.awaitSigned(30);
    TreeHead earlier = await(alone.log.published()).orElseThrow().head();
    fixture.append(30);
    alone.awaitSigned(60);
    alone.kill();
    witness.remember(earlier);

    var instance = start();

    awaitCosigned(instance, 60);
    assertThat(witness.conflicts).hasValue(1);
  }

  @Test
  void a_witness_that_lost_its_memory_is_asked_again_from_the_empty_tree() {
    var instance = start("checkpoint-limit", "10ms");
    fixture.append(30);
    awaitCosigned(instance, 30);
    witness.remember(new TreeHead(0, new TreeHasher().emptyRoot()));
    fixture.append(30);

    awaitCosigned(instance, 60);
  }

  @Test
  void a_fork_is_never_cosigned_and_is_told() {
    var alone = fixture.start("checkpoint-limit", "10ms");
    fixture.append(30);
    alone.awaitSigned(30);
    alone.kill();
    // The witness has cosigned another history of as many entries.
    witness.remember(new TreeHead(30, new TreeHasher().leaf(new byte[] {7})));

    var instance = start("checkpoint-limit", "10ms");
    fixture.append(30);
    instance.awaitSigned(60);

    ProofFixture.await(
        "the refusal is told", () -> instance.witnesses.problems().containsKey("w1"));
    int before = witness.requests.get();
    ProofFixture.await("it is asked again", () -> witness.requests.get() > before + 1);
    assertThat(instance.witnesses.cosignedSize("w1")).isZero();
    assertThat(await(instance.log.published()).orElseThrow().note().signatures()).hasSize(1);
  }

  @Test
  void a_witness_that_knows_more_than_the_log_is_told() {
    witness.remember(new TreeHead(1_000, new TreeHasher().leaf(new byte[] {7})));
    var instance = start();
    fixture.append(30);
    instance.awaitSigned(30);

    ProofFixture.await(
        "the roll-back is told",
        () -> instance.witnesses.problems().getOrDefault("w1", "").contains("1000"));
  }

  @Test
  void a_silent_witness_holds_up_no_checkpoint() {
    witness.beSilent(true);
    var instance = start("checkpoint-limit", "10ms", "witness-limit", "1h");
    fixture.append(10);
    ProofFixture.await("the witness is asked", () -> witness.requests.get() > 0);
    fixture.append(10);

    instance.awaitSigned(20);

    assertThat(await(instance.log.published()).orElseThrow().size()).isEqualTo(20);
    assertThat(instance.witnesses.cosignedSize("w1")).isZero();
  }

  @Test
  void a_witness_that_answers_too_late_is_asked_again() {
    witness.beSilent(true);
    var instance = start("witness-limit", "100ms");
    fixture.append(10);
    ProofFixture.await("it is asked again", () -> witness.requests.get() > 1);

    witness.beSilent(false);

    awaitCosigned(instance, 10);
    ProofFixture.await("all is well again", () -> instance.witnesses.problems().isEmpty());
  }

  @Test
  void a_cosignature_by_another_key_is_not_taken() {
    witness.signWith(SigningKey.generate("witness.example/w1", KeyType.COSIGNATURE_V1));
    var instance = start();
    fixture.append(10);
    instance.awaitSigned(10);

    ProofFixture.await(
        "that is told",
        () -> instance.witnesses.problems().getOrDefault("w1", "").contains("no cosignature"));
    assertThat(await(instance.log.published()).orElseThrow().note().signatures()).hasSize(1);
  }

  @Test
  void where_a_cosignature_is_demanded_only_a_cosigned_checkpoint_is_served() {
    var instance = start("cosignatures-min", "1", "checkpoint-limit", "10ms", "wait-limit", "1s");
    fixture.append(10);
    awaitCosigned(instance, 10);
    witness.signWith(SigningKey.generate("witness.example/w1", KeyType.COSIGNATURE_V1));
    var position = fixture.append(10);
    instance.awaitSigned(20);

    assertThat(await(instance.log.published()).orElseThrow().size()).isEqualTo(10);
    assertThatThrownBy(() -> await(instance.proofs.proofOf(position)))
        .isInstanceOf(ProofPending.class);
    var proof = await(instance.proofs.proofOf(9)).orElseThrow();
    assertThat(proof.checkpoint().cosignatures(List.of(witness.key.verifier()))).hasSize(1);
  }

  @Test
  void a_witness_whose_key_is_none_is_refused_by_the_settings_name() {
    assertThatThrownBy(() ->
            fixture.start(
                "witnesses.w1.url",
                witness.url(),
                "witnesses.w1.vkey",
                fixture.key.verifier().text()))
        .hasMessageStartingWith("consentledger.proof.witnesses.w1.vkey: ");
    assertThatThrownBy(() ->
            fixture.start(
                "witnesses.w1.url",
                "ftp://example.com/",
                "witnesses.w1.vkey",
                witness.key.verifier().text()))
        .hasMessageStartingWith("consentledger.proof.witnesses.w1.url: ");
  }
}
