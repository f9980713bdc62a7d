package dev.consentledger.consent.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reader on a thread that does a task when the test says so. */
class LedgerReaderTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final LedgerReader reader = new LedgerReader(100, tasks::add);
  private final ByHand ledger = new ByHand();
  private final List<Throwable> failures = new ArrayList<>();
  private int told;

  @Test
  void what_comes_before_the_thread_has_time_is_handed_over_at_once() {
    open();

    tell(1, 2, 3);
    assertThat(tasks).hasSize(1);
    work();

    assertThat(told).isEqualTo(1);
    assertThat(positions()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void what_comes_later_is_handed_over_in_its_order() {
    open();

    tell(1);
    work();
    tell(2, 3);
    work();

    assertThat(told).isEqualTo(2);
    assertThat(positions()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void a_failure_comes_behind_what_was_told_before_it() {
    open();

    tell(1);
    emitter().fail(new LedgerUnavailable("no answer"));
    work();

    assertThat(positions()).containsExactly(1L);
    assertThat(failures).hasSize(1);
  }

  @Test
  void a_closed_reader_is_told_nothing() {
    open();

    tell(1);
    reader.close();
    work();

    assertThat(told).isZero();
    assertThat(reader.isEmpty()).isTrue();
  }

  private void open() {
    reader.open(ledger, Position.START, () -> told++, failures::add);
    work();
  }

  private void work() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void tell(long... positions) {
    for (long position : positions) {
      emitter().emit(new Followed.Told(entry(position)));
    }
  }

  /** Only its position counts. */
  private static StoredEntry entry(long position) {
    return new StoredEntry(
        new Position(position),
        new StreamName("notice-a"),
        position,
        EventId.parse("00000000-0000-4000-8000-000000000001"),
        "nothing",
        new EntryBytes(new byte[] {1}),
        Instant.EPOCH);
  }

  private List<Long> positions() {
    return reader.take(100).stream().map(each -> each.position().value()).toList();
  }

  private MultiEmitter<? super Followed> emitter() {
    if (ledger.emitter == null) {
      throw new IllegalStateException("nobody follows");
    }
    return ledger.emitter;
  }

  /** A ledger that tells what the test emits. */
  private static final class ByHand implements EventLedger {
    private @Nullable MultiEmitter<? super Followed> emitter;

    @Override
    public Multi<Followed> follow(Position after) {
      return Multi.createFrom().emitter(given -> emitter = given);
    }

    @Override
    public Uni<Appended> append(Append append) {
      throw new UnsupportedOperationException("it is only followed");
    }

    @Override
    public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
      throw new UnsupportedOperationException("it is only followed");
    }

    @Override
    public Multi<StoredEntry> readAll(Position after) {
      throw new UnsupportedOperationException("it is only followed");
    }

    @Override
    public Uni<Position> head() {
      throw new UnsupportedOperationException("it is only followed");
    }
  }
}
