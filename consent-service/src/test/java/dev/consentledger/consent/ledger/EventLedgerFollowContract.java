package dev.consentledger.consent.ledger;

import static dev.consentledger.consent.ledger.Append.NO_STREAM;
import static dev.consentledger.consent.ledger.TestEntries.LIMIT;
import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ledger.Followed.CaughtUp;
import dev.consentledger.consent.ledger.Followed.Told;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link EventLedgerContract}, and what every store keeps about following. */
public abstract class EventLedgerFollowContract extends EventLedgerContract {
  private static final int WRITERS = 4;
  private static final int APPENDS_PER_WRITER = 40;

  @Test
  void a_follower_is_told_what_is_there_and_that_it_has_caught_up() {
    Position before = await(ledger().head());
    Appended appended = appendNew(3);

    List<Followed> followed = await(ledger().follow(before).select().first(4));

    assertThat(followed).hasSize(4);
    assertThat(followed.subList(0, 3))
        .allSatisfy(message -> assertThat(message).isInstanceOf(Told.class))
        .extracting(Followed::position)
        .containsExactlyElementsOf(appended.positions());
    assertThat(followed.get(3)).isEqualTo(new CaughtUp(appended.last()));
  }

  @Test
  void a_follower_at_the_head_is_told_at_once_that_it_has_caught_up() {
    Position head = appendNew(1).last();

    assertThat(await(ledger().follow(head).select().first(1))).containsExactly(new CaughtUp(head));
  }

  @Test
  void a_follower_is_told_an_append_that_comes_later() {
    Position head = appendNew(1).last();
    var later = new CompletableFuture<Appended>();

    List<Followed> told =
        await(
            ledger()
                .follow(head)
                .onItem()
                .call(message -> message.equals(new CaughtUp(head)) ? appendOnce(later) : nothing())
                .select()
                .where(Told.class::isInstance)
                .select()
                .first(2));

    assertThat(later).isCompleted();
    assertThat(told)
        .extracting(Followed::position)
        .containsExactlyElementsOf(later.join().positions());
  }

  private Uni<Void> appendOnce(CompletableFuture<Appended> later) {
    return later.isDone()
        ? nothing()
        : ledger()
            .append(new Append(some.stream(), NO_STREAM, some.entries(2)))
            .invoke(later::complete)
            .replaceWithVoid();
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  @Test
  void caught_up_comes_again_while_nothing_is_appended() {
    Position head = appendNew(1).last();

    assertThat(await(ledger().follow(head).select().first(3)))
        .containsExactly(new CaughtUp(head), new CaughtUp(head), new CaughtUp(head));
  }

  @Test
  void a_follower_gets_no_more_than_it_asks_for() {
    Position before = await(ledger().head());
    List<Position> positions = appendNew(600).positions();

    var follower = AssertSubscriber.<Followed>create(0);
    ledger().follow(before).subscribe().withSubscriber(follower);
    for (int i = 0; i < positions.size(); i++) {
      follower.awaitNextItem(LIMIT);
      assertThat(follower.getItems())
          .hasSize(i + 1)
          .last()
          .extracting(Followed::position)
          .isEqualTo(positions.get(i));
    }
    follower.awaitNextItem(LIMIT).cancel();
    assertThat(follower.getLastItem()).isEqualTo(new CaughtUp(positions.getLast()));
  }

  @Test
  void a_reader_gets_no_more_than_it_asks_for() {
    Position before = await(ledger().head());
    List<Position> positions = appendNew(600).positions();

    var reader = AssertSubscriber.<StoredEntry>create(0);
    ledger().readAll(before).subscribe().withSubscriber(reader);
    for (int i = 0; i < positions.size(); i++) {
      reader.awaitNextItem(LIMIT);
      assertThat(reader.getItems()).hasSize(i + 1);
      assertThat(reader.getLastItem().position()).isEqualTo(positions.get(i));
    }
    reader.request(1).awaitCompletion(LIMIT);
  }

  @Test
  void followers_from_anywhere_miss_and_repeat_nothing_while_writers_append() {
    Position before = await(ledger().head());
    var end = new AtomicReference<Position>();
    var followers = new ArrayList<CompletableFuture<List<Followed>>>();
    followers.add(followUntil(end, before));

    List<Appended> acknowledged =
        await(
                Uni.join()
                    .all(
                        IntStream.range(0, WRITERS)
                            .mapToObj(writer -> write(some.split(), end, followers))
                            .toList())
                    .andFailFast())
            .stream()
            .flatMap(List::stream)
            .toList();
    end.set(await(ledger().head()));

    List<StoredEntry> all = await(ledger().readAll(before));
    assertThat(all)
        .extracting(StoredEntry::position)
        .containsExactlyElementsOf(
            acknowledged.stream().flatMap(a -> a.positions().stream()).sorted().toList());
    assertThat(followers).hasSizeGreaterThan(WRITERS);
    for (var follower : followers) {
      assertToldInFull(follower.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join(), all);
    }
  }

  /** One writer: appends to a stream of its own, and sends followers off now and then. */
  private Uni<List<Appended>> write(
      TestEntries own,
      AtomicReference<Position> end,
      List<CompletableFuture<List<Followed>>> followers) {
    StreamName stream = own.stream();
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new AtomicReference<>(NO_STREAM),
            revision ->
                ledger()
                    .append(new Append(stream, revision.get(), own.entries(1 + own.number(3))))
                    .invoke(appended -> revision.set(appended.lastRevision()))
                    .invoke(appended -> {
                      if (own.number(20) == 0 || appended.lastRevision() < 3) {
                        synchronized (followers) {
                          followers.add(followUntil(end, appended.last()));
                        }
                      }
                    }))
        .atMost(APPENDS_PER_WRITER)
        .collect()
        .asList();
  }

  private CompletableFuture<List<Followed>> followUntil(
      AtomicReference<Position> end, Position after) {
    return ledger()
        .follow(after)
        .select()
        .first(message -> !(message instanceof CaughtUp && hasReached(end, message.position())))
        .collect()
        .asList()
        .map(messages -> {
          var fromStart = new ArrayList<Followed>(List.of(new CaughtUp(after)));
          fromStart.addAll(messages);
          return List.copyOf(fromStart);
        })
        .subscribeAsCompletionStage();
  }

  private static boolean hasReached(AtomicReference<Position> end, Position position) {
    Position last = end.get();
    return last != null && position.isAtLeast(last);
  }

  /** {@code followed} begins with where it was to begin after. */
  private static void assertToldInFull(List<Followed> followed, List<StoredEntry> all) {
    Position after = followed.getFirst().position();
    List<StoredEntry> told =
        followed.stream()
            .filter(Told.class::isInstance)
            .map(message -> ((Told) message).entry())
            .toList();
    assertThat(told)
        .isEqualTo(all.stream().filter(entry -> entry.position().isAfter(after)).toList());
    Position last = after;
    for (Followed message : followed) {
      if (message instanceof CaughtUp) {
        assertThat(message.position()).as("caught up with exactly what was told").isEqualTo(last);
      }
      last = message.position();
    }
  }
}
