package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.TreeHasher;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class IntegrationTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  @TempDir Path folder;
  ProofFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new ProofFixture(DATABASES, folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void the_empty_ledger_has_a_checkpoint_of_its_own() {
    var instance = fixture.start();

    instance.awaitSigned(0);

    SignedCheckpoint first = await(instance.log.published()).orElseThrow();
    assertThat(first.head().root()).isEqualTo(new TreeHasher().emptyRoot());
    assertThat(first.position()).isEqualTo(Position.START);
    assertThat(Checkpoint.open(first.note(), fixture.key.verifier()).head())
        .isEqualTo(first.head());
  }

  @Test
  void tiles_and_head_are_those_of_the_kernels_reference() {
    var instance = fixture.start("batch-entries-max", "97", "checkpoint-limit", "10ms");
    fixture.append(300);
    instance.awaitSigned(300);
    fixture.append(700);
    instance.awaitSigned(1_000);

    fixture.checkTree(instance, 1_000);
  }

  @Test
  void every_checkpoint_is_kept_and_continues_the_one_before() {
    var instance = fixture.start("checkpoint-limit", "2ms");
    for (int i = 0; i < 20; i++) {
      fixture.append(1 + i);
    }
    instance.awaitSigned(210);

    List<SignedCheckpoint> signed = await(instance.log.signed());

    assertThat(signed).extracting(SignedCheckpoint::size).isSorted().doesNotHaveDuplicates();
    assertThat(signed.getLast().size()).isEqualTo(210);
    for (int i = 1; i < signed.size(); i++) {
      SignedCheckpoint older = signed.get(i - 1);
      SignedCheckpoint newer = signed.get(i);
      await(instance.proofs.consistency(older.head(), newer.head()))
          .verify(older.head(), newer.head());
      assertThat(Checkpoint.open(newer.note(), fixture.key.verifier()).head())
          .isEqualTo(newer.head());
      assertThat(newer.position()).isEqualTo(fixture.positions.get((int) newer.size() - 1));
      assertThat(await(instance.log.signedAt(newer.size()))).contains(newer);
    }
  }

  @Test
  void a_checkpoint_follows_an_append_within_the_limit_and_not_at_every_batch() {
    var instance = fixture.start("batch-entries-max", "5", "checkpoint-limit", "1h");
    instance.awaitSigned(0);
    fixture.append(40);

    ProofFixture.await("all is integrated", () -> instance.status.treeSize() == 40);

    // Half an hour has to pass before the next one is due.
    assertThat(await(instance.log.published()).orElseThrow().size()).isZero();
    assertThat(instance.status.lagSeconds()).isNotNegative();
  }

  @Test
  void positions_and_indices_belong_together() {
    var instance = fixture.start();
    fixture.append(30);
    instance.awaitSigned(30);

    for (int i = 0; i < 30; i++) {
      Position position = fixture.positions.get(i);
      assertThat(await(instance.leaves.indexOf(position))).isEqualTo(OptionalLong.of(i));
      assertThat(await(instance.leaves.positionOf(i))).contains(position);
    }
    assertThat(await(instance.leaves.positionOf(30))).isEmpty();
    assertThat(await(instance.leaves.indexOf(new Position(31)))).isEmpty();
    assertThat(await(instance.leaves.indexOf(Position.START))).isEmpty();
  }

  @Test
  void every_entry_has_a_proof_that_verifies_and_another_entry_does_not() {
    var instance = fixture.start();
    fixture.append(600);
    instance.awaitSigned(600);

    for (int i = 0; i < 600; i += 37) {
      var proof = await(instance.proofs.proofOf(fixture.positions.get(i))).orElseThrow();
      assertThat(proof.index()).isEqualTo(i);
      assertThat(proof.verify(fixture.appended.get(i), fixture.key.verifier()).head().size())
          .isEqualTo(600);
      assertThat(await(instance.proofs.proofOf(i))).contains(proof);
    }
  }

  @Test
  void an_entry_that_is_not_under_a_checkpoint_yet_is_waited_for_and_then_pending() {
    var instance =
        fixture.start("batch-entries-max", "1", "checkpoint-limit", "1h", "wait-limit", "100ms");
    instance.awaitSigned(0);
    Position position = fixture.append(3);
    ProofFixture.await("all is integrated", () -> instance.status.treeSize() == 3);

    assertThatThrownBy(() -> await(instance.proofs.proofOf(position)))
        .isInstanceOf(ProofPending.class);
    assertThatThrownBy(() -> await(instance.proofs.proofOf(2))).isInstanceOf(ProofPending.class);
    assertThat(await(instance.proofs.proofOf(new Position(4)))).isEmpty();
    assertThat(await(instance.proofs.proofOf(3))).isEmpty();
  }
}
