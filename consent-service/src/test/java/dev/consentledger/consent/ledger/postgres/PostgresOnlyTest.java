package dev.consentledger.consent.ledger.postgres;

import static dev.consentledger.consent.ledger.Append.NO_STREAM;
import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.mutiny.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this store promises beyond the contract: no gaps, append-only tables, group commit. */
class PostgresOnlyTest {
  private static final TestLedger.Settings WITHOUT_POLL =
      TestLedger.Settings.standard().withoutPoll();

  private static ConsentDatabase database;
  private static Vertx vertx;
  private static TestLedger one;
  private static TestLedger two;

  private final TestEntries some = TestEntries.seeded();

  @BeforeAll
  static void start() {
    database = ConsentDatabase.start();
    database.migrate();
    vertx = Vertx.vertx();
    one = new TestLedger(vertx, database, WITHOUT_POLL);
    two = new TestLedger(vertx, database, WITHOUT_POLL);
    await(
        one.ledger()
            .append(
                new Append(
                    TestEntries.seeded().stream(), NO_STREAM, TestEntries.seeded().entries(3))));
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    vertx.closeAndAwait();
    database.close();
  }

  private Append appendOf(int entries) {
    return new Append(some.stream(), NO_STREAM, some.entries(entries));
  }

  private static List<Appended> appendAll(Stream<Uni<Appended>> appends) {
    return await(Uni.join().all(appends.toList()).andFailFast());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ledger_entry SET bytes = '\\x00'",
        "UPDATE ledger_entry SET revision = 99 WHERE position = 1",
        "DELETE FROM ledger_entry WHERE position = 1",
        "DELETE FROM ledger_entry WHERE false",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_head SET position = 1",
        "UPDATE ledger_head SET position = position + 1",
        "UPDATE ledger_head SET position = position",
        "DELETE FROM ledger_head",
        "TRUNCATE ledger_head",
        "INSERT INTO ledger_head (only_row, position) VALUES (false, 1)",
        "INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes)"
            + " SELECT position + 2, 'subject-gap', 0, gen_random_uuid(), 't', '\\x01' FROM ledger_head",
        "INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes)"
            + " SELECT position + 1, stream, revision, gen_random_uuid(), 't', '\\x01'"
            + " FROM ledger_entry ORDER BY position DESC LIMIT 1",
        "INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes)"
            + " SELECT position + 1, 'subject-copy', 0, event_id, 't', '\\x01'"
            + " FROM ledger_entry ORDER BY position DESC LIMIT 1"
      })
  void the_past_and_the_order_are_closed_to_both_roles(String sql) throws SQLException {
    Position head = await(one.ledger().head());
    List<StoredEntry> before = await(one.ledger().readAll(Position.START));
    for (String role : List.of(ConsentDatabase.APP, ConsentDatabase.OWNER)) {
      try (Connection connection = database.connectAs(role);
          var statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(role)
            .isInstanceOf(SQLException.class)
            .extracting(failure -> ((SQLException) failure).getSQLState().substring(0, 2))
            .isIn("42", "23");
      }
    }
    assertThat(await(one.ledger().head())).isEqualTo(head);
    assertThat(await(one.ledger().readAll(Position.START))).isEqualTo(before);
  }

  @Test
  void the_application_can_not_write_the_stores_clock_or_switch_triggers_off() throws SQLException {
    for (String sql :
        List.of(
            "INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes, stored_at)"
                + " SELECT position + 1, 'subject-a', 0, gen_random_uuid(), 't', '\\x01', 'epoch'"
                + " FROM ledger_head",
            "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
            "DROP TABLE ledger_entry",
            "SET session_replication_role = replica")) {
      try (Connection connection = database.connectAs(ConsentDatabase.APP);
          var statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql))
            .extracting(failure -> ((SQLException) failure).getSQLState())
            .isEqualTo("42501");
      }
    }
  }

  @Test
  void two_instances_that_append_at_once_leave_no_gap_and_tell_one_order() {
    Position before = await(one.ledger().head());
    var watcher = AssertSubscriber.<Followed>create(Long.MAX_VALUE);
    two.ledger().follow(before).subscribe().withSubscriber(watcher);

    List<Appended> appended =
        appendAll(
            IntStream.range(0, 400)
                .mapToObj(i -> (i % 2 == 0 ? one : two).ledger().append(appendOf(1 + i % 3))));

    List<Long> positions =
        appended.stream()
            .flatMap(a -> a.positions().stream())
            .map(Position::value)
            .sorted()
            .toList();
    assertThat(positions)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(before.value() + 1, before.value() + positions.size())
                .boxed()
                .toList());
    awaitTold(watcher, positions.size());
    assertThat(told(watcher)).containsExactlyElementsOf(positions);
    watcher.cancel();
  }

  @Test
  void an_append_of_another_instance_wakes_a_follower_without_a_poll() {
    Position head = await(two.ledger().head());
    var follower = AssertSubscriber.<Followed>create(Long.MAX_VALUE);
    two.ledger().follow(head).subscribe().withSubscriber(follower);
    awaitAny(follower);

    Appended appended = await(one.ledger().append(appendOf(1)));

    awaitTold(follower, 1);
    assertThat(told(follower)).containsExactly(appended.last().value());
    follower.cancel();
  }

  @Test
  void a_follower_goes_on_when_the_connection_that_listens_is_cut() throws SQLException {
    Position head = await(two.ledger().head());
    var follower = AssertSubscriber.<Followed>create(Long.MAX_VALUE);
    two.ledger().follow(head).subscribe().withSubscriber(follower);
    awaitAny(follower);
    int cut = 0;
    var expected = new ArrayList<Long>();
    for (int round = 0; round < 3; round++) {
      // The listener may not be back yet: then nothing is cut, and the round only appends.
      cut += cutListeners();
      expected.add(await(one.ledger().append(appendOf(1))).last().value());
      awaitTold(follower, expected.size());
    }

    assertThat(cut).isPositive();
    assertThat(told(follower)).containsExactlyElementsOf(expected);
    follower.cancel();
  }

  private static int cutListeners() throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        var statement = connection.createStatement();
        var cut =
            statement.executeQuery(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE query = 'LISTEN ledger_appended'")) {
      cut.next();
      return cut.getInt(1);
    }
  }

  private static List<Long> told(AssertSubscriber<Followed> follower) {
    return List.copyOf(follower.getItems()).stream()
        .filter(Followed.Told.class::isInstance)
        .map(message -> message.position().value())
        .toList();
  }

  private static void awaitTold(AssertSubscriber<Followed> follower, int size) {
    awaitSize(() -> told(follower).size(), size);
  }

  /** Not awaitNextItem, which would wait for another one where the first came before its call. */
  private static void awaitAny(AssertSubscriber<Followed> follower) {
    awaitSize(() -> follower.getItems().size(), 1);
  }

  private static void awaitSize(IntSupplier now, int size) {
    await(
        Uni.createFrom()
            .item(now::getAsInt)
            .repeat()
            .withDelay(Duration.ofMillis(5))
            .until(count -> count >= size)
            .collect()
            .last());
  }

  @Test
  void many_small_appends_share_few_transactions() throws SQLException {
    long transactionsBefore = transactionsThatAppended();

    appendAll(IntStream.range(0, 500).mapToObj(_ -> one.ledger().append(appendOf(1))));

    assertThat(transactionsThatAppended() - transactionsBefore).isBetween(1L, 50L);
  }

  /** xmin names the transaction that inserted a row. */
  private static long transactionsThatAppended() throws SQLException {
    try (Connection connection = database.connectAs(ConsentDatabase.APP);
        var statement = connection.createStatement();
        var count = statement.executeQuery("SELECT count(DISTINCT xmin::text) FROM ledger_entry")) {
      count.next();
      return count.getLong(1);
    }
  }

  @Test
  void conflicts_in_a_batch_fail_alone_and_appends_to_one_stream_are_decided_in_order() {
    var stream = some.stream();
    List<Uni<Appended>> appends =
        List.of(
            one.ledger().append(appendOf(1)),
            one.ledger().append(new Append(stream, NO_STREAM, some.entries(2))),
            one.ledger().append(new Append(stream, 0, some.entries(1))),
            one.ledger().append(new Append(stream, 1, some.entries(1))),
            one.ledger().append(appendOf(1)));

    List<Boolean> accepted =
        await(
            Uni.join()
                .all(
                    appends.stream()
                        .map(a -> a.replaceWith(true).onFailure().recoverWithItem(false))
                        .toList())
                .andFailFast());

    assertThat(accepted).containsExactly(true, true, false, true, true);
    assertThat(await(one.ledger().readStream(stream, 0))).hasSize(3);
  }

  @Test
  void an_event_id_is_never_taken_twice() {
    var first = appendOf(1);
    await(one.ledger().append(first));
    var twice = some.entry();

    assertThatThrownBy(
            () -> await(one.ledger().append(new Append(some.stream(), NO_STREAM, first.entries()))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            await(one.ledger().append(new Append(some.stream(), NO_STREAM, List.of(twice, twice)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_append_over_the_queues_limit_is_refused_at_once() {
    try (var small =
        new TestLedger(vertx, database, TestLedger.Settings.standard().withQueue(2, 10_000))) {
      List<Boolean> accepted =
          await(
              Uni.join()
                  .all(
                      IntStream.range(0, 300)
                          .mapToObj(_ ->
                              small
                                  .ledger()
                                  .append(appendOf(1))
                                  .replaceWith(true)
                                  .onFailure(LedgerUnavailable.class)
                                  .recoverWithItem(false))
                          .toList())
                  .andFailFast());

      assertThat(accepted).contains(true, false);
      assertThat(await(small.ledger().append(appendOf(2))).lastRevision()).isEqualTo(1);
    }
  }

  @Test
  void following_from_a_position_that_is_not_there_is_refused() {
    Position beyond = new Position(await(one.ledger().head()).value() + 1);

    assertThatThrownBy(() -> await(one.ledger().follow(beyond).select().first(1)))
        .isInstanceOf(LedgerUnavailable.class);
  }

  @Test
  void a_locked_head_ends_in_unavailable_and_a_repeat_stores_once() throws SQLException {
    Append append = appendOf(2);
    var impatient = TestLedger.Settings.standard().withAppendTimeout(Duration.ofMillis(300));
    try (var hasty = new TestLedger(vertx, database, impatient);
        Connection connection = database.connectAs(ConsentDatabase.APP)) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("SELECT position FROM ledger_head FOR UPDATE");

      assertThatThrownBy(() -> await(hasty.ledger().append(append)))
          .isInstanceOf(LedgerUnavailable.class)
          .hasMessageNotContaining("lock");
      connection.rollback();
    }

    Appended repeated = await(one.ledger().append(append));
    assertThat(await(two.ledger().append(append))).isEqualTo(repeated);
    assertThat(await(one.ledger().readStream(append.stream(), 0))).hasSize(2);
  }
}
