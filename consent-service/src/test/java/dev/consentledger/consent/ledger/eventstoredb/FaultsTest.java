package dev.consentledger.consent.ledger.eventstoredb;

import static dev.consentledger.consent.ledger.Append.NO_STREAM;
import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the contract can't ask for: everything that goes wrong between the adapter and a cluster.
 */
class FaultsTest {
  private final TestEntries some = TestEntries.seeded();
  private EventStoreDbFixture cluster;
  private EventStoreDbEventLedger ledger;

  @BeforeAll
  static void standInOnly() {
    EventStoreDbServer.standInOnly();
  }

  @BeforeEach
  void start() {
    cluster = EventStoreDbFixture.builder().nodes(2).start();
    ledger = open(TestSettings.of(cluster.connectionString()));
  }

  @AfterEach
  void stop() {
    ledger.close();
    cluster.close();
  }

  private static EventStoreDbEventLedger open(TestSettings settings) {
    return new EventStoreDbEventLedger(settings.build());
  }

  @Test
  void an_append_whose_answer_is_lost_is_repeated_and_stored_once() {
    Append append = appendOf(3);
    cluster.node(0).faults().loseAnswers(1);

    Appended appended = await(ledger.append(append));

    assertThat(await(ledger.readStream(append.stream(), 0)))
        .extracting(entry -> entry.position())
        .containsExactlyElementsOf(appended.positions());
  }

  @Test
  void a_server_that_is_not_ready_is_asked_again() {
    Append append = appendOf(1);
    cluster.node(0).faults().refuseCalls(4);

    assertThat(await(ledger.append(append)).lastRevision()).isZero();
  }

  @Test
  void after_the_deadline_an_append_is_unknown_and_a_repeat_stores_once() {
    Append append = appendOf(2);
    var hasty = open(TestSettings.of(cluster.connectionString()).with("append-timeout", "300ms"));
    try {
      await(hasty.head());
      cluster.node(0).faults().holdAnswers();

      assertThatThrownBy(() -> await(hasty.append(append))).isInstanceOf(LedgerUnavailable.class);

      cluster.node(0).faults().release();
      Appended repeated = await(ledger.append(append));
      assertThat(await(ledger.append(append))).isEqualTo(repeated);
      assertThat(await(ledger.readStream(append.stream(), 0))).hasSize(2);
    } finally {
      hasty.close();
    }
  }

  @Test
  void a_cluster_that_is_gone_ends_in_unavailable() {
    var hasty =
        open(
            TestSettings.of(cluster.connectionString())
                .with("append-timeout", "300ms")
                .with("read-timeout", "300ms"));
    try {
      cluster.node(0).stop();

      assertThatThrownBy(() -> await(hasty.head())).isInstanceOf(LedgerUnavailable.class);
      assertThatThrownBy(() -> await(hasty.append(appendOf(1))))
          .isInstanceOf(LedgerUnavailable.class);
    } finally {
      hasty.close();
    }
  }

  @Test
  void a_client_that_gave_up_for_good_is_replaced_when_the_server_is_back() {
    Appended before = await(ledger.append(appendOf(1)));
    cluster.node(0).stop();
    var later = ledger.append(appendOf(1)).subscribeAsCompletionStage();
    var hasty = open(TestSettings.of(cluster.connectionString()).with("read-timeout", "2s"));
    try {
      // Longer than all of the client's own attempts to connect.
      assertThatThrownBy(() -> await(hasty.head())).isInstanceOf(LedgerUnavailable.class);
    } finally {
      hasty.close();
    }

    cluster.node(0).start();

    assertThat(later.orTimeout(60, TimeUnit.SECONDS).join().last()).isGreaterThan(before.last());
  }

  @Test
  void a_follower_misses_and_repeats_nothing_over_cut_connections() {
    var follower = follow(Position.START);
    var expected = new ArrayList<Position>();
    for (int round = 0; round < 4; round++) {
      expected.addAll(await(ledger.append(appendOf(40))).positions());
      cluster.node(0).dropConnections();
      expected.addAll(await(ledger.append(appendOf(3))).positions());
    }

    awaitThat(() -> told(follower).size() >= expected.size());
    assertThat(told(follower)).containsExactlyElementsOf(expected);
    awaitThat(() -> caughtUpAt(follower, expected.getLast()));
    follower.cancel();
  }

  @Test
  void another_leader_is_found_by_the_address_that_the_former_one_gives() {
    Appended first = await(ledger.append(appendOf(2)));
    cluster.elect(cluster.node(1));

    Appended second = await(ledger.append(appendOf(2)));

    assertThat(second.last()).isGreaterThan(first.last());
    assertThat(await(ledger.head())).isEqualTo(second.last());
  }

  @Test
  void another_leader_is_found_by_gossip_when_the_former_one_is_gone() {
    var discovering = open(TestSettings.of(cluster.discoveryString()));
    try {
      await(discovering.append(appendOf(1)));
      cluster.elect(cluster.node(1));

      assertThat(await(discovering.append(appendOf(1))).lastRevision()).isZero();
    } finally {
      discovering.close();
    }
  }

  @Test
  void a_follower_moves_to_another_leader_without_a_gap_or_a_repeat() {
    var follower = follow(Position.START);
    var expected = new ArrayList<Position>();
    for (int round = 0; round < 4; round++) {
      expected.addAll(await(ledger.append(appendOf(5))).positions());
      cluster.elect(cluster.node((round + 1) % 2));
    }
    expected.addAll(await(ledger.append(appendOf(5))).positions());

    awaitThat(() -> told(follower).size() >= expected.size());
    assertThat(told(follower)).containsExactlyElementsOf(expected);
    follower.cancel();
  }

  @Test
  void a_subscription_that_falls_silent_is_made_again() {
    var watchful = open(TestSettings.of(cluster.connectionString()).with("silence-limit", "300ms"));
    try {
      Position head = await(watchful.append(appendOf(1))).last();
      var follower = AssertSubscriber.<Followed>create(Long.MAX_VALUE);
      watchful.follow(head).subscribe().withSubscriber(follower);
      awaitThat(() -> caughtUpAt(follower, head));
      cluster.node(0).faults().muteSubscriptions();

      Appended later = await(watchful.append(appendOf(2)));

      awaitThat(() -> told(follower).size() >= 2);
      assertThat(told(follower)).containsExactlyElementsOf(later.positions());
      follower.cancel();
    } finally {
      watchful.close();
    }
  }

  @Test
  void nobody_is_told_caught_up_while_there_is_more_than_was_told() {
    Position head = await(ledger.append(appendOf(1))).last();
    var follower = follow(head);
    awaitThat(() -> caughtUpAt(follower, head));
    cluster.node(0).faults().muteSubscriptions();
    await(ledger.append(appendOf(1)));
    int before = follower.getItems().size();

    // Each look at the head is one more that must not say it.
    for (int i = 0; i < 50; i++) {
      await(ledger.head());
    }

    awaitThat(() -> follower.getItems().size() <= before + 1);
    assertThat(told(follower)).isEmpty();
    follower.cancel();
  }

  @Test
  void a_slow_follower_holds_the_server_back_and_misses_nothing() {
    var narrow = open(TestSettings.of(cluster.connectionString()).with("follow-entries-max", "8"));
    try {
      var expected = new ArrayList<Position>();
      for (int i = 0; i < 20; i++) {
        List<NewEntry> large = Stream.generate(() -> some.entryOf(20_000)).limit(40).toList();
        expected.addAll(
            await(narrow.append(new Append(some.stream(), NO_STREAM, large))).positions());
      }
      var follower = AssertSubscriber.<Followed>create(1);
      narrow.follow(Position.START).subscribe().withSubscriber(follower);
      awaitThat(() -> !follower.getItems().isEmpty());
      awaitStill(() -> cluster.node(0).faults().eventsTold());

      assertThat(cluster.node(0).faults().eventsTold()).isLessThan(expected.size() / 2);
      follower.request(Long.MAX_VALUE);
      awaitThat(() -> told(follower).size() >= expected.size());
      assertThat(told(follower)).containsExactlyElementsOf(expected);
      follower.cancel();
    } finally {
      narrow.close();
    }
  }

  @Test
  void what_is_not_the_ledgers_is_neither_told_nor_read_nor_the_head() {
    Appended appended = await(ledger.append(appendOf(1)));
    cluster.write("orders-1", "OrderPlaced", "{}");
    cluster.write("subject line", "MailSent", "{}");
    cluster.write("subject-not a name of ours", "MailSent", "{}");
    for (int i = 0; i < 200; i++) {
      cluster.writeSystemEvent();
    }

    assertThat(await(ledger.head())).isEqualTo(appended.last());
    assertThat(await(ledger.readAll(Position.START))).hasSize(1);
    assertThat(await(ledger.follow(Position.START).select().first(2)))
        .extracting(Followed::position)
        .containsExactly(appended.last(), appended.last());
    var other = open(TestSettings.of(cluster.connectionString()));
    try {
      assertThat(await(other.head())).isEqualTo(appended.last());
    } finally {
      other.close();
    }
  }

  @Test
  void reading_all_goes_on_behind_pages_of_what_only_looks_like_the_ledgers() {
    var expected = new ArrayList<Position>();
    for (int i = 0; i < 3; i++) {
      expected.addAll(await(ledger.append(appendOf(3))).positions());
      for (int foreign = 0; foreign < 10; foreign++) {
        cluster.write("subject-not a name of ours", "MailSent", "{}");
      }
    }
    var narrow = open(TestSettings.of(cluster.connectionString()).with("page-entries", "2"));
    try {
      assertThat(await(narrow.readAll(Position.START)))
          .extracting(entry -> entry.position())
          .containsExactlyElementsOf(expected);
    } finally {
      narrow.close();
    }
  }

  @Test
  void following_from_a_position_that_is_not_there_is_refused() {
    Position beyond = new Position(await(ledger.append(appendOf(1))).last().value() + 1);

    assertThatThrownBy(() -> await(ledger.follow(beyond).select().first(1)))
        .isInstanceOf(LedgerUnavailable.class);
  }

  @Test
  void an_event_id_is_never_taken_twice_in_one_append() {
    NewEntry twice = some.entry();

    assertThatThrownBy(
            () -> await(ledger.append(new Append(some.stream(), NO_STREAM, List.of(twice, twice)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private AssertSubscriber<Followed> follow(Position after) {
    var follower = AssertSubscriber.<Followed>create(Long.MAX_VALUE);
    ledger.follow(after).subscribe().withSubscriber(follower);
    return follower;
  }

  private Append appendOf(int entries) {
    return new Append(some.stream(), NO_STREAM, some.entries(entries));
  }

  private static List<Position> told(AssertSubscriber<Followed> follower) {
    return List.copyOf(follower.getItems()).stream()
        .filter(Followed.Told.class::isInstance)
        .map(Followed::position)
        .toList();
  }

  private static boolean caughtUpAt(AssertSubscriber<Followed> follower, Position position) {
    return List.copyOf(follower.getItems()).contains(new Followed.CaughtUp(position));
  }

  private static void awaitThat(BooleanSupplier condition) {
    await(
        Uni.createFrom()
            .item(condition::getAsBoolean)
            .repeat()
            .withDelay(Duration.ofMillis(5))
            .until(holds -> holds)
            .collect()
            .last()
            .replaceWithVoid());
  }

  /** Until it no longer grows. */
  private static void awaitStill(LongSupplier count) {
    long[] last = {-1};
    await(
        Uni.createFrom()
            .item(count::getAsLong)
            .repeat()
            .withDelay(Duration.ofMillis(200))
            .until(now -> {
              boolean isStill = now == last[0];
              last[0] = now;
              return isStill;
            })
            .collect()
            .last()
            .replaceWithVoid());
  }
}
