package dev.consentledger.consent.ledger;

import static dev.consentledger.consent.ledger.Append.NO_STREAM;
import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/**
 * What every store of the ledger keeps: appending and reading. {@link EventLedgerFollowContract}
 * adds following, and is what an adapter's test extends.
 *
 * <p>The store may hold other entries, and others may append meanwhile only what is not asserted
 * here. Positions grow; they may have gaps. Every test here must fail against {@link
 * HonoursNothing}.
 */
public abstract class EventLedgerContract {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  protected final TestEntries some = TestEntries.seeded();

  /** The ledger under test, the same for the whole test. */
  protected abstract EventLedger ledger();

  protected Appended append(StreamName stream, long expectedRevision, List<NewEntry> entries) {
    return await(ledger().append(new Append(stream, expectedRevision, entries)));
  }

  protected Appended appendNew(int entries) {
    return append(some.stream(), NO_STREAM, some.entries(entries));
  }

  protected List<StoredEntry> read(StreamName stream) {
    return await(ledger().readStream(stream, 0));
  }

  @Test
  void an_entry_is_read_back_byte_for_byte() {
    StreamName stream = some.stream();
    byte[] everyByte = new byte[512];
    IntStream.range(0, 512).forEach(i -> everyByte[i] = (byte) i);
    NewEntry entry = some.entryOf(everyByte);

    Appended appended = append(stream, NO_STREAM, List.of(entry));

    assertThat(read(stream))
        .singleElement()
        .satisfies(stored -> {
          assertThat(stored.bytes()).isEqualTo(new EntryBytes(everyByte));
          assertThat(stored.id()).isEqualTo(entry.id());
          assertThat(stored.type()).isEqualTo(TestEntries.TYPE);
          assertThat(stored.stream()).isEqualTo(stream);
          assertThat(stored.position()).isEqualTo(appended.last());
        });
  }

  @Test
  void a_trace_context_is_kept_beside_its_entry() {
    StreamName stream = some.stream();
    NewEntry traced = some.traced(TRACE);

    Appended appended = append(stream, NO_STREAM, List.of(traced, some.entries(1).getFirst()));

    assertThat(read(stream)).extracting(StoredEntry::traceContext).containsExactly(TRACE, null);
    Position before = new Position(appended.positions().getFirst().value() - 1);
    assertThat(await(ledger().readAll(before)))
        .filteredOn(stored -> stored.stream().equals(stream))
        .extracting(StoredEntry::traceContext)
        .containsExactly(TRACE, null);
  }

  @Test
  void an_append_is_the_same_one_under_another_trace_and_keeps_its_first() {
    StreamName stream = some.stream();
    NewEntry first = some.traced(TRACE);
    Appended appended = append(stream, NO_STREAM, List.of(first));

    Appended repeated =
        append(stream, NO_STREAM, List.of(new NewEntry(first.id(), first.type(), first.bytes())));

    assertThat(repeated).isEqualTo(appended);
    assertThat(read(stream)).extracting(StoredEntry::traceContext).containsExactly(TRACE);
  }

  @Test
  void revisions_of_a_stream_count_from_zero() {
    StreamName stream = some.stream();

    Appended first = append(stream, NO_STREAM, some.entries(2));
    Appended second = append(stream, 1, some.entries(3));

    assertThat(first.lastRevision()).isEqualTo(1);
    assertThat(second.lastRevision()).isEqualTo(4);
    assertThat(read(stream)).extracting(StoredEntry::revision).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void a_stream_that_is_not_there_reads_as_empty() {
    assertThat(read(some.stream())).isEmpty();
  }

  @Test
  void a_stream_is_read_from_a_revision_on() {
    StreamName stream = some.stream();
    List<NewEntry> entries = some.entries(5);
    append(stream, NO_STREAM, entries);

    assertThat(await(ledger().readStream(stream, 3)))
        .extracting(StoredEntry::id)
        .containsExactly(entries.get(3).id(), entries.get(4).id());
    assertThat(await(ledger().readStream(stream, 5))).isEmpty();
  }

  @Test
  void appending_at_another_revision_is_a_conflict_that_names_the_actual_one() {
    StreamName stream = some.stream();
    append(stream, NO_STREAM, some.entries(3));

    for (long expected : new long[] {NO_STREAM, 0, 1, 3, 10}) {
      assertConflict(stream, expected, 2);
    }
    assertThat(read(stream)).hasSize(3);
  }

  @Test
  void expecting_a_revision_of_a_stream_that_is_not_there_is_a_conflict() {
    StreamName stream = some.stream();

    assertConflict(stream, 0, NO_STREAM);

    assertThat(read(stream)).isEmpty();
  }

  private void assertConflict(StreamName stream, long expected, long actual) {
    assertThatThrownBy(() -> append(stream, expected, some.entries(2)))
        .asInstanceOf(InstanceOfAssertFactories.type(RevisionConflict.class))
        .satisfies(conflict -> {
          assertThat(conflict.stream()).isEqualTo(stream);
          assertThat(conflict.expected()).isEqualTo(expected);
          assertThat(conflict.actual()).isEqualTo(actual);
        });
  }

  @Test
  void an_append_is_stored_whole() {
    StreamName stream = some.stream();
    List<NewEntry> entries = some.entries(Append.ENTRIES_MAX);

    Appended appended = append(stream, NO_STREAM, entries);

    List<StoredEntry> stored = read(stream);
    assertThat(stored)
        .extracting(StoredEntry::id)
        .containsExactlyElementsOf(entries.stream().map(NewEntry::id).toList());
    assertThat(stored)
        .extracting(StoredEntry::position)
        .containsExactlyElementsOf(appended.positions());
  }

  @Test
  void a_refused_append_stores_none_of_its_entries() {
    StreamName stream = some.stream();
    append(stream, NO_STREAM, some.entries(1));
    var entries = new ArrayList<>(some.entries(3));
    entries.add(some.entryOf(EntryCodec.ENTRY_BYTES_MAX + 1));

    assertThatThrownBy(() -> append(stream, 0, entries))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> append(stream, 7, some.entries(3)))
        .isInstanceOf(RevisionConflict.class);

    assertThat(read(stream)).hasSize(1);
  }

  @Test
  void repeating_an_append_answers_the_same_and_stores_nothing() {
    StreamName stream = some.stream();
    append(stream, NO_STREAM, some.entries(1));
    List<NewEntry> entries = some.entries(3);
    Appended first = append(stream, 0, entries);

    Appended repeatedAtOnce = append(stream, 0, entries);
    append(stream, 3, some.entries(2));
    Appended repeatedLater = append(stream, 0, entries);

    assertThat(repeatedAtOnce).isEqualTo(first);
    assertThat(repeatedLater).isEqualTo(first);
    assertThat(first.lastRevision()).isEqualTo(3);
    assertThat(read(stream)).hasSize(6);
  }

  @Test
  void an_append_repeated_while_the_first_is_under_way_is_stored_once() {
    StreamName stream = some.stream();
    var append = new Append(stream, NO_STREAM, some.entries(2));

    List<Appended> answers =
        await(
            Uni.join()
                .all(Stream.generate(() -> ledger().append(append)).limit(8).toList())
                .andFailFast());

    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(read(stream))
        .extracting(StoredEntry::position)
        .containsExactlyElementsOf(answers.getFirst().positions());
  }

  @Test
  void of_concurrent_writers_at_one_revision_exactly_one_wins() {
    StreamName stream = some.stream();
    append(stream, NO_STREAM, some.entries(1));
    List<NewEntry> contenders = some.entries(16);

    List<Boolean> wins =
        await(
            Uni.join()
                .all(
                    contenders.stream()
                        .map(entry ->
                            ledger()
                                .append(new Append(stream, 0, List.of(entry)))
                                .replaceWith(true)
                                .onFailure(RevisionConflict.class)
                                .recoverWithItem(false))
                        .toList())
                .andFailFast());

    assertThat(wins).containsOnlyOnce(true);
    assertThat(read(stream))
        .extracting(StoredEntry::id)
        .last()
        .isEqualTo(contenders.get(wins.indexOf(true)).id());
    assertThat(read(stream)).hasSize(2);
  }

  @Test
  void positions_grow_from_one_append_to_the_next_across_streams() {
    var positions = new ArrayList<Position>();
    for (int i = 0; i < 5; i++) {
      positions.addAll(appendNew(2).positions());
    }

    assertThat(positions).isSorted().doesNotHaveDuplicates().hasSize(10);
  }

  @Test
  void reading_all_gives_every_stream_in_the_order_of_positions() {
    Position before = await(ledger().head());
    List<Append> appends =
        Stream.generate(
                () -> new Append(some.stream(), NO_STREAM, some.entries(1 + some.number(4))))
            .limit(40)
            .toList();
    List<Position> positions =
        await(Uni.join().all(appends.stream().map(ledger()::append).toList()).andFailFast())
            .stream()
            .flatMap(appended -> appended.positions().stream())
            .sorted()
            .toList();

    List<StoredEntry> all = await(ledger().readAll(before));

    assertThat(all).extracting(StoredEntry::position).containsExactlyElementsOf(positions);
    for (Append append : appends) {
      assertThat(all)
          .filteredOn(entry -> entry.stream().equals(append.stream()))
          .isEqualTo(read(append.stream()));
    }
  }

  @Test
  void reading_all_begins_strictly_after_any_position() {
    Position before = await(ledger().head());
    List<Position> positions = appendNew(6).positions();

    for (int i = 0; i < positions.size(); i++) {
      assertThat(await(ledger().readAll(positions.get(i))))
          .extracting(StoredEntry::position)
          .containsExactlyElementsOf(positions.subList(i + 1, positions.size()));
    }
    assertThat(await(ledger().readAll(before))).hasSize(positions.size());
  }

  @Test
  void a_page_holds_the_first_entries_between_two_positions_and_is_full_while_there_are_more() {
    Position before = await(ledger().head());
    List<Position> positions = appendNew(6).positions();

    for (int last = 0; last < 6; last++) {
      for (int max = 1; max <= 7; max++) {
        assertThat(page(before, positions.get(last), max))
            .containsExactlyElementsOf(positions.subList(0, Math.min(max, last + 1)));
      }
    }
    assertThat(page(positions.get(1), positions.get(4), 9)).isEqualTo(positions.subList(2, 5));
    assertThat(page(positions.get(5), positions.get(5), 9)).isEmpty();
  }

  private List<Position> page(Position after, Position last, int entriesMax) {
    List<StoredEntry> page =
        ledger().page(after, last, entriesMax).await().atMost(Duration.ofMinutes(1));
    assertThat(page).allSatisfy(entry -> assertThat(read(entry.stream())).contains(entry));
    return page.stream().map(StoredEntry::position).toList();
  }

  @Test
  void reading_all_ends_at_the_head_of_the_call_though_appends_go_on() {
    Position before = await(ledger().head());
    appendNew(Append.ENTRIES_MAX);
    Position head = await(ledger().head());

    List<Position> read =
        await(
            ledger()
                .readAll(before)
                .onItem()
                .call(entry ->
                    entry.revision() % 100 == 0
                        ? ledger().append(new Append(some.stream(), NO_STREAM, some.entries(1)))
                        : Uni.createFrom().voidItem())
                .map(StoredEntry::position));

    assertThat(read).hasSize(Append.ENTRIES_MAX).last().isEqualTo(head);
    assertThat(await(ledger().head()).isAfter(head)).isTrue();
  }

  @Test
  void the_head_is_never_behind_an_acknowledged_append() {
    Uni<Boolean> appendThenLook =
        Uni.createFrom()
            .deferred(() -> ledger().append(new Append(some.stream(), NO_STREAM, some.entries(1))))
            .chain(appended -> ledger().head().map(head -> head.isAtLeast(appended.last())));

    List<Boolean> looks =
        await(Uni.join().all(Collections.nCopies(50, appendThenLook)).andFailFast());

    assertThat(looks).containsOnly(true);
  }

  @Test
  void the_head_is_the_last_append() {
    for (int i = 0; i < 3; i++) {
      Appended appended = appendNew(3);

      assertThat(await(ledger().head())).isEqualTo(appended.last());
    }
  }

  @Test
  void the_longest_entry_is_kept_and_one_byte_more_is_refused() {
    StreamName stream = some.stream();
    NewEntry longest = some.entryOf(EntryCodec.ENTRY_BYTES_MAX);

    append(stream, NO_STREAM, List.of(longest));

    assertThatThrownBy(
            () -> append(stream, 0, List.of(some.entryOf(EntryCodec.ENTRY_BYTES_MAX + 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> append(stream, 0, List.of(some.entryOf(0))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(read(stream)).extracting(StoredEntry::bytes).containsExactly(longest.bytes());
  }
}
