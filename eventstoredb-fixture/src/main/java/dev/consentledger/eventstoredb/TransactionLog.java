package dev.consentledger.eventstoredb;

import com.google.protobuf.ByteString;
import dev.consentledger.eventstoredb.Recorded.Proposed;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction log that all nodes of a cluster share. Positions are byte offsets, as in a
 * server: they grow by the size of what was written, so no two events are neighbours.
 */
final class TransactionLog {
  /** Expected versions as the servers number them. */
  static final long ANY = -2;

  static final long NO_STREAM = -1;
  static final long STREAM_EXISTS = -4;

  private static final String STATS_STREAM = "$stats-0.0.0.0:2113";
  private static final int RECORD_OVERHEAD_BYTES = 100;

  private final InstantSource clock;
  private final int systemEventEvery;
  private final NavigableMap<Long, Recorded> records = new TreeMap<>();
  private final Map<String, List<Recorded>> streams = new HashMap<>();
  private long end = 4_096;
  private int appends;

  /**
   * @param systemEventEvery after so many appends the log writes an event of its own between, as a
   *     server writes its statistics; 0 for never
   */
  TransactionLog(InstantSource clock, int systemEventEvery) {
    this.clock = clock;
    this.systemEventEvery = systemEventEvery;
  }

  /** All or none. An append that is stored already, at these very revisions, is not done again. */
  synchronized AppendOutcome append(String stream, long expected, List<Proposed> events) {
    List<Recorded> before = eventsOf(stream);
    if (isTombstoned(before)) {
      return new AppendOutcome.Deleted();
    }
    long last = before.isEmpty() ? NO_STREAM : before.getLast().revision();
    AppendOutcome repeated = repeated(before, expected, last, events);
    if (repeated != null) {
      return repeated;
    }
    boolean mayBegin = expected == NO_STREAM && Retention.of(metadataOf(stream)).isSoftDeleted();
    if (expected >= NO_STREAM && expected != last && !mayBegin) {
      return new AppendOutcome.WrongExpectedVersion(expected, last);
    }
    if (expected == STREAM_EXISTS && last == NO_STREAM) {
      return new AppendOutcome.WrongExpectedVersion(expected, last);
    }
    Recorded stored = store(stream, last, events);
    writeSystemEventWhenDue();
    notifyAll();
    return new AppendOutcome.Stored(stored.revision(), stored.position());
  }

  private static @Nullable AppendOutcome repeated(
      List<Recorded> before, long expected, long last, List<Proposed> events) {
    if (expected < NO_STREAM || expected >= last) {
      return null;
    }
    long revision = expected;
    for (int i = 0; i < events.size(); i++) {
      revision++;
      if (revision > last || !before.get((int) revision).id().equals(events.get(i).id())) {
        // Part of it is there and part is not: then it is another append.
        return i == 0 ? null : new AppendOutcome.WrongExpectedVersion(expected, last);
      }
    }
    return new AppendOutcome.Stored(revision, before.get((int) revision).position());
  }

  private Recorded store(String stream, long last, List<Proposed> events) {
    long revision = last;
    Recorded stored = null;
    for (Proposed event : events) {
      stored = write(stream, ++revision, event);
    }
    if (stored == null) {
      throw new IllegalArgumentException("an append has an event");
    }
    return stored;
  }

  private Recorded write(String stream, long revision, Proposed event) {
    var recorded =
        new Recorded(
            end,
            stream,
            revision,
            event.id(),
            event.type(),
            event.contentType(),
            event.data(),
            event.metadata(),
            clock.instant());
    end += RECORD_OVERHEAD_BYTES + event.data().size() + event.metadata().size();
    records.put(recorded.position(), recorded);
    streams.computeIfAbsent(stream, _ -> new ArrayList<>()).add(recorded);
    return recorded;
  }

  private void writeSystemEventWhenDue() {
    appends++;
    if (systemEventEvery > 0 && appends % systemEventEvery == 0) {
      writeSystemEvent();
    }
  }

  /** Something of the server's own, as it is written between anybody's events. */
  synchronized void writeSystemEvent() {
    var event =
        new Proposed(
            UUID.randomUUID(),
            "$statsCollected",
            ContentTypes.JSON,
            ByteString.copyFrom("{\"proc-cpu\":0}", StandardCharsets.UTF_8),
            ByteString.EMPTY);
    write(STATS_STREAM, eventsOf(STATS_STREAM).size(), event);
    notifyAll();
  }

  /** A hard delete: the name can never be used again. */
  synchronized AppendOutcome tombstone(String stream, long expected) {
    List<Recorded> before = eventsOf(stream);
    if (isTombstoned(before)) {
      return new AppendOutcome.Deleted();
    }
    long last = before.isEmpty() ? NO_STREAM : before.getLast().revision();
    if (expected >= NO_STREAM && expected != last) {
      return new AppendOutcome.WrongExpectedVersion(expected, last);
    }
    var mark =
        new Proposed(
            UUID.randomUUID(),
            Recorded.STREAM_DELETED,
            ContentTypes.BYTES,
            ByteString.EMPTY,
            ByteString.EMPTY);
    Recorded written = write(stream, Recorded.REVISION_OF_TOMBSTONE, mark);
    notifyAll();
    return new AppendOutcome.Stored(written.revision(), written.position());
  }

  synchronized boolean isTombstoned(String stream) {
    return isTombstoned(eventsOf(stream));
  }

  private static boolean isTombstoned(List<Recorded> events) {
    return !events.isEmpty() && events.getLast().revision() == Recorded.REVISION_OF_TOMBSTONE;
  }

  /** What a reader of the stream sees, oldest first; empty where there is no such stream. */
  synchronized List<Recorded> stream(String stream) {
    return Retention.of(metadataOf(stream)).visible(eventsOf(stream), clock.instant());
  }

  private List<Recorded> eventsOf(String stream) {
    return streams.getOrDefault(stream, List.of());
  }

  private @Nullable ByteString metadataOf(String stream) {
    List<Recorded> metadata = eventsOf("$$" + stream);
    return metadata.isEmpty() ? null : metadata.getLast().data();
  }

  /** Events at or after a position, in the order of the log. */
  synchronized List<Recorded> from(long position, int max) {
    return records.tailMap(position, true).values().stream().limit(max).toList();
  }

  /** Events before a position, the last first. */
  synchronized List<Recorded> before(long position, int max) {
    return records.headMap(position, false).descendingMap().values().stream().limit(max).toList();
  }

  /** Waits until something is written after a position, or for so long. */
  synchronized void awaitAfter(long position, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (records.higherKey(position) == null && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }

  synchronized long end() {
    return end;
  }
}
