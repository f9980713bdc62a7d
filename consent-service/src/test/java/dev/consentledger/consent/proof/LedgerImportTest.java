package dev.consentledger.consent.proof;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.ledger.moved.LedgerImport;
import dev.consentledger.consent.ledger.moved.LedgerMove;
import dev.consentledger.consent.ledger.moved.MoveRecord;
import dev.consentledger.consent.ledger.moved.MovedLedger;
import dev.consentledger.consent.ledger.moved.MovedPositions;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.proof.RootBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a ledger without gaps into one that numbers its entries otherwise. */
class LedgerImportTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir Path folder;

  private ProofFixture source;
  private ProofFixture target;
  private EventLedger sparse;
  private MovedPositions positions;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    source = new ProofFixture(DATABASES, folder);
    target = new ProofFixture(DATABASES, folder);
    sparse = new SparseLedger(target.ledger);
    positions = new MovedPositions(source.pool);
  }

  @AfterEach
  void stop() {
    source.close();
    target.close();
  }

  private LedgerImport imported(EventLedger to) {
    return new LedgerImport(
        source.ledger, to, positions, new MoveRecord(source.database.owner()), said::add);
  }

  private LedgerMove move() {
    return new LedgerMove(source.pool, source.database::owner);
  }

  private MovedLedger moved() {
    return new MovedLedger(sparse, positions, await(positions.last()).orElseThrow());
  }

  private String root() {
    var root = new RootBuilder();
    source.appended.forEach(root::add);
    return root.root().hex();
  }

  @Test
  void every_entry_moves_with_its_order_bytes_and_position() {
    source.append(30);
    source.append(3);

    LedgerImport.Compared compared = imported(sparse).run();

    assertThat(compared).isEqualTo(new LedgerImport.Compared(33, root()));
    assertThat(await(moved().readAll(Position.START)))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("storedAt")
        .isEqualTo(await(source.ledger.readAll(Position.START)));
    assertThat(await(moved().head())).isEqualTo(new Position(33));
  }

  @Test
  void reading_after_any_old_position_goes_on_where_it_did() {
    source.append(25);
    imported(sparse).run();
    MovedLedger moved = moved();

    for (int after = 0; after <= 25; after++) {
      assertThat(await(moved.readAll(new Position(after))))
          .extracting(StoredEntry::position)
          .isEqualTo(
              await(source.ledger.readAll(new Position(after))).stream()
                  .map(StoredEntry::position)
                  .toList());
    }
  }

  @Test
  void what_is_appended_after_the_move_stands_behind_it_with_the_stores_own_positions() {
    source.append(25);
    imported(sparse).run();
    MovedLedger moved = moved();
    StreamName stream = source.entries.stream();

    Appended done =
        await(moved.append(new Append(stream, Append.NO_STREAM, source.entries.entries(4))));

    assertThat(done.positions()).allSatisfy(each -> assertThat(each.value()).isGreaterThan(205));
    assertThat(await(moved.head())).isEqualTo(done.last());
    assertThat(await(moved.readAll(new Position(24))))
        .extracting(StoredEntry::position)
        .containsExactly(
            new Position(25),
            done.positions().get(0),
            done.positions().get(1),
            done.positions().get(2),
            done.positions().get(3));
    assertThat(await(moved.readStream(stream, 0)))
        .extracting(StoredEntry::position)
        .isEqualTo(done.positions());
  }

  @Test
  void a_follower_sees_no_gap_and_no_repeat_across_the_move() {
    source.append(25);
    imported(sparse).run();
    MovedLedger moved = moved();
    for (int after : new int[] {0, 7, 24, 25}) {
      List<Followed> followed =
          await(moved.follow(new Position(after)).select().first(26 - after).collect().asList());

      assertThat(followed.getLast()).isEqualTo(new Followed.CaughtUp(new Position(25)));
      assertThat(followed.subList(0, 25 - after))
          .extracting(each -> each.position().value())
          .isEqualTo(java.util.stream.LongStream.rangeClosed(after + 1, 25).boxed().toList());
    }
  }

  @Test
  void an_old_append_that_is_repeated_after_the_move_answers_its_old_positions() {
    var batch = source.entries.entries(3);
    var append = new Append(source.entries.stream(), Append.NO_STREAM, batch);
    source.append(12);
    Appended first = await(source.ledger.append(append));
    source.append(5);
    imported(sparse).run();

    assertThat(await(moved().append(append))).isEqualTo(first);
  }

  @Test
  void an_import_that_was_killed_at_any_point_goes_on() {
    for (int i = 0; i < 20; i++) {
      source.append(1);
    }
    for (int appends : new int[] {0, 1, 6, 2}) {
      assertThatThrownBy(() -> imported(new Failing(sparse, appends)).run())
          .hasMessageContaining("killed");
    }

    assertThat(imported(sparse).run()).isEqualTo(new LedgerImport.Compared(20, root()));
    assertThat(imported(sparse).run()).isEqualTo(new LedgerImport.Compared(20, root()));
    assertThat(await(sparse.readAll(Position.START))).hasSize(20);
  }

  @Test
  void a_store_with_an_entry_of_its_own_is_refused() {
    source.append(5);
    target.append(1);

    assertThatThrownBy(() -> imported(sparse).run()).hasMessageContaining("an entry of its own");
    assertThat(await(sparse.readAll(Position.START))).hasSize(1);
  }

  @Test
  void an_entry_that_came_after_the_import_is_told_by_the_next_one() {
    source.append(5);
    imported(sparse).run();
    target.append(1);

    assertThatThrownBy(() -> imported(sparse).run()).hasMessageContaining("an entry of its own");
  }

  @Test
  void a_move_at_the_start_seals_the_old_ledger_and_is_done_once() {
    source.append(12);
    LedgerMove move = move();

    EventLedger first = move.open(sparse, Optional.of(source.ledger));
    var stream = source.entries.stream();
    await(first.append(new Append(stream, Append.NO_STREAM, source.entries.entries(2))));
    EventLedger again = move.open(sparse, Optional.of(source.ledger));
    EventLedger later = move.open(sparse, Optional.empty());

    assertThat(await(again.readAll(Position.START))).hasSize(14);
    assertThat(await(later.readStream(stream, 0))).hasSize(2);
    assertThatThrownBy(() -> source.append(1)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void the_application_can_neither_seal_the_ledger_nor_say_that_it_moved() {
    source.append(1);
    for (String forged :
        List.of(
            "INSERT INTO ledger_moved (only_row) VALUES (true)",
            "INSERT INTO ledger_moved_entry VALUES (1, 7)",
            "UPDATE ledger_moved SET entries = 0, root = sha256('')",
            "UPDATE ledger_moved_entry SET store_position = 8",
            "DELETE FROM ledger_moved",
            "DELETE FROM ledger_moved_entry")) {
      assertThatThrownBy(() -> await(source.pool.query(forged).execute()))
          .as(forged)
          .hasMessageContaining("permission denied");
    }

    source.append(1);
    assertThat(await(source.ledger.head())).isEqualTo(new Position(2));
  }

  @Test
  void another_store_is_not_begun_while_the_old_one_holds_entries() {
    source.append(1);

    assertThatThrownBy(() -> move().open(sparse, Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("import-from");
  }

  @Test
  void an_empty_ledger_moves_too() {
    assertThat(imported(sparse).run()).isEqualTo(new LedgerImport.Compared(0, root()));
  }

  /** Takes some appends; the last one is stored, and its answer is lost with the process. */
  private static final class Failing implements EventLedger {
    private final EventLedger store;
    private int left;

    Failing(EventLedger store, int appends) {
      this.store = store;
      this.left = appends;
    }

    @Override
    public Uni<Appended> append(Append append) {
      return left-- > 0
          ? store.append(append)
          : store
              .append(append)
              .chain(() -> Uni.createFrom().failure(new IllegalStateException("killed")));
    }

    @Override
    public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
      return store.readStream(stream, fromRevision);
    }

    @Override
    public Multi<StoredEntry> readAll(Position after) {
      return store.readAll(after);
    }

    @Override
    public Multi<Followed> follow(Position after) {
      return store.follow(after);
    }

    @Override
    public Uni<Position> head() {
      return store.head();
    }
  }
}
