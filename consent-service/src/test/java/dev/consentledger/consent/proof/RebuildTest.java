package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree computed anew from the ledger alone. */
class RebuildTest {
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

  /** Signs at several sizes up to 600. */
  private ProofFixture.Instance signed() {
    var instance = fixture.start("checkpoint-limit", "10ms");
    for (int size = 100; size <= 600; size += 100) {
      fixture.append(100);
      instance.awaitSigned(size);
    }
    return instance;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM proof_tile",
        "DELETE FROM proof_tile WHERE level = 0 AND index = 0",
        "DELETE FROM proof_tile WHERE level = 0 AND index = 2",
        "UPDATE proof_tile SET hashes = substr(hashes, 33) WHERE level = 0 AND index = 1",
        "UPDATE proof_tile SET hashes = sha256('') || substr(hashes, 33) WHERE level = 1",
        "UPDATE proof_head SET root = sha256('other')",
        "UPDATE proof_head SET size = 0, root = sha256(''), position = 0;"
            + " DELETE FROM proof_tile; DELETE FROM proof_leaf_run"
      })
  void tiles_that_are_missing_or_wrong_are_computed_anew_with_the_same_roots(String damage) {
    var first = signed();
    List<SignedCheckpoint> before = await(first.log.signed());
    first.kill();
    fixture.database.tamper(damage);

    var second = fixture.start("batch-entries-max", "70");

    ProofFixture.await(
        "the tree is there again, problem " + second.status.problem(),
        () -> second.status.treeSize() == 600);
    fixture.checkTree(second, 600);
    assertThat(await(second.log.signed())).isEqualTo(before);
    fixture.append(50);
    second.awaitSigned(650);
    fixture.checkTree(second, 650);
  }

  @Test
  void an_operator_can_ask_for_it_while_the_log_grows() {
    var instance = signed();

    instance.rebuild();
    fixture.append(100);

    instance.awaitSigned(700);
    assertThat(instance.status.rebuildsBegun()).isEqualTo(1);
    fixture.checkTree(instance, 700);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ledger_entry SET bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1)"
            + " WHERE position = 250",
        "DELETE FROM ledger_entry WHERE position = 250",
        "UPDATE ledger_entry SET position = CASE position WHEN 250 THEN -251 ELSE -250 END"
            + " WHERE position IN (250, 251);"
            + " UPDATE ledger_entry SET position = -position WHERE position < 0"
      })
  void a_ledger_that_was_changed_is_never_signed_again(String tampering) {
    var first = signed();
    List<SignedCheckpoint> before = await(first.log.signed());
    first.kill();
    fixture.database.tamper("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_position_check");
    fixture.database.tamper(tampering);
    fixture.database.tamper("DELETE FROM proof_tile");

    var second = fixture.start();

    ProofFixture.await(
        "the difference is told",
        () ->
            second.status.problem() != null
                && second.status.problem().contains("not what was signed"));
    fixture.append(50);
    ProofFixture.await("two more tries", () -> second.status.problem() != null);
    assertThat(await(second.log.signed())).isEqualTo(before);
  }

  @Test
  void a_ledger_that_ends_before_what_was_signed_is_never_signed_again() {
    var first = signed();
    List<SignedCheckpoint> before = await(first.log.signed());
    first.kill();
    fixture.database.tamper(
        "DELETE FROM ledger_entry WHERE position > 400;"
            + " UPDATE ledger_head SET position = 400; DELETE FROM proof_tile");

    var second = fixture.start();

    ProofFixture.await(
        "the difference is told",
        () ->
            second.status.problem() != null
                && second.status.problem().contains("it holds 400 entries, and 600 were signed"));
    assertThat(await(second.log.signed())).isEqualTo(before);
  }

  @Test
  void a_ledger_that_ends_before_the_cursor_is_told_and_not_signed() {
    var first = signed();
    first.kill();
    fixture.database.tamper(
        "DELETE FROM ledger_entry WHERE position > 400; UPDATE ledger_head SET position = 400");

    var second = fixture.start();

    ProofFixture.await(
        "the difference is told",
        () ->
            second.status.problem() != null
                && second.status.problem().contains("before position 600"));
    assertThat(second.status.checkpoints()).isZero();
  }
}
