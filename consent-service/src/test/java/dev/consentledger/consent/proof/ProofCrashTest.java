package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.leader.NoLongerLeading;
import dev.consentledger.consent.proof.TreeStore.Begun;
import dev.consentledger.consent.proof.TreeStore.Step;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.TreeAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proof is killed at many points; what it leaves is compared with the ledger. */
class ProofCrashTest {
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

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_260_301, 4_711})
  void killed_at_any_point_it_leaves_neither_a_gap_nor_a_double_leaf(long seed) {
    var random = new SplittableRandom(seed);
    int size = 0;
    for (int life = 0; life < 12; life++) {
      int before = random.nextInt(1, 150);
      fixture.append(before);
      var instance =
          fixture.start(
              "batch-entries-max",
              Integer.toString(random.nextInt(1, 40)),
              "checkpoint-limit",
              random.nextInt(1, 30) + "ms");
      int after = random.nextInt(1, 150);
      fixture.append(after);
      long until = (long) size + random.nextInt(before + after);
      size += before + after;
      ProofFixture.await("some leaves", () -> instance.status.treeSize() >= until);
      instance.kill();
    }
    var last = fixture.start();
    last.awaitSigned(size);

    fixture.checkTree(last, size);
    assertThat(last.status.rebuildsBegun()).isZero();
  }

  @Test
  void killed_between_integrating_and_signing_it_signs_with_nothing_more_appended() {
    var first = fixture.start("batch-entries-max", "5", "checkpoint-limit", "1h");
    first.awaitSigned(0);
    fixture.append(40);
    ProofFixture.await("all is integrated", () -> first.status.treeSize() == 40);
    first.kill();

    var second = fixture.start();

    second.awaitSigned(40);
    fixture.checkTree(second, 40);
  }

  @Test
  void stopped_in_order_it_goes_on_where_it_was() throws Exception {
    var first = fixture.start();
    fixture.append(40);
    first.awaitSigned(40);
    first.stop();
    fixture.append(10);

    var second = fixture.start();

    second.awaitSigned(50);
    fixture.checkTree(second, 50);
  }

  @Test
  void a_former_leader_saves_nothing() {
    TreeStore store = fixture.standBy().store;
    Begun former = await(store.begin());
    Begun leader = await(store.begin());

    assertThatThrownBy(() -> await(store.save(former.term(), oneLeaf(former))))
        .isInstanceOf(NoLongerLeading.class);
    assertThat(await(store.integrated())).isEqualTo(leader.integrated());

    await(store.save(leader.term(), oneLeaf(leader)));
    assertThat(await(store.integrated()).head().size()).isEqualTo(1);
  }

  @Test
  void a_step_that_goes_on_from_another_size_than_the_stored_one_is_refused() {
    var instance = fixture.standBy();
    Begun leader = await(instance.store.begin());
    await(instance.store.save(leader.term(), oneLeaf(leader)));

    assertThatThrownBy(() -> await(instance.store.save(leader.term(), oneLeaf(leader))))
        .isInstanceOf(NoLongerLeading.class);
    assertThat(await(instance.log.tiles())).hasSize(1);
  }

  private static Step oneLeaf(Begun begun) {
    var appender = new TreeAppender();
    long _ = appender.append(new byte[] {1});
    var to = new LogView.Integrated(appender.head(), new Position(1));
    return new Step(
        begun.integrated().head().size(), to, appender.takeChanged(), List.of(), Optional.empty());
  }

  @Test
  void two_that_both_believe_to_lead_never_double_a_leaf() {
    var one = fixture.standBy("batch-entries-max", "7", "checkpoint-limit", "2ms");
    var other = fixture.standBy("batch-entries-max", "11", "checkpoint-limit", "3ms");
    one.believeToLead();
    other.believeToLead();
    for (int i = 0; i < 20; i++) {
      fixture.append(25);
    }
    ProofFixture.await(
        "all is signed", () -> Math.max(one.status.signedSize(), other.status.signedSize()) == 500);

    fixture.checkTree(one, 500);
  }

  @Test
  void of_two_instances_one_signs_and_a_killed_one_is_replaced_without_a_gap() {
    var first = fixture.start();
    first.awaitSigned(0);
    var second = fixture.start();
    fixture.append(30);
    first.awaitSigned(30);
    assertThat(second.status.checkpoints()).isZero();
    // What is stored is served by both.
    assertThat(await(second.log.published())).isEqualTo(await(first.log.published()));

    first.kill();
    fixture.append(30);

    second.awaitSigned(60);
    fixture.checkTree(second, 60);
  }

  @Test
  void the_application_can_neither_change_nor_forget_what_was_signed() {
    var instance = fixture.start();
    fixture.append(5);
    instance.awaitSigned(5);

    for (String sql :
        List.of("UPDATE proof_checkpoint SET note = ''", "DELETE FROM proof_checkpoint")) {
      assertThatThrownBy(() -> await(fixture.pool.query(sql).execute()))
          .hasMessageContaining("permission denied");
    }
  }
}
