package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.projection.Standing.Phase;
import dev.consentledger.matching.projection.TopicReader.Reading;
import dev.consentledger.matching.secret.MatchSecretSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the permissions topic: one batch at a time, in order; first rows and cursor, whichever
 * instance stores them ({@link SharedTables}), then the index. What can't be read or stored is
 * never skipped: the projection stays where it is, grows stale, and nothing is permitted.
 */
@ApplicationScoped
class TopicFollower {
  static final Duration BACKOFF_MIN = Duration.ofMillis(100);
  static final Duration BACKOFF_MAX = Duration.ofSeconds(2);

  /** About half a minute; then the batch is read again from the topic, without an end. */
  static final int STORE_RETRIES_MAX = 20;

  /** An instance that rebuilds stores something with each batch, at least each half second. */
  static final Duration REBUILD_SILENCE_MAX = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(TopicFollower.class);

  private final Projection projection;
  private final ProjectionStore store;
  private final SharedTables tables;
  private final ProjectionMetrics metrics;
  private final ProjectionSpans spans;
  private final MatchSecretSource secrets;

  /**
   * Held by whoever changes cursor and index: a batch, or a start. A batch that comes while a start
   * holds it was fetched before, and is dropped: the start decides where reading goes on.
   */
  private final Semaphore turn = new Semaphore(1);

  private volatile boolean needsStart = true;
  private volatile @Nullable Cursor cursor;
  private volatile long caughtUpOffset = Long.MAX_VALUE;

  /** Where another instance's rebuild was seen, and when; null where there is none. */
  private @Nullable Cursor rebuiltElsewhere;

  private long rebuildSeenAtNanos;

  TopicFollower(
      Projection projection,
      ProjectionStore store,
      ProjectionMetrics metrics,
      ProjectionSpans spans,
      MatchSecretSource secrets) {
    this.spans = spans;
    this.projection = projection;
    this.store = store;
    this.tables = new SharedTables(store, projection::index, secrets::oldestVersion, this::stored);
    this.metrics = metrics;
    this.secrets = secrets;
  }

  /** Whether reading must begin anew from the stored cursor. */
  boolean needsStart() {
    return needsStart;
  }

  @Nullable Cursor cursor() {
    return cursor;
  }

  /**
   * Keeps batches out until {@link #endStart}; answers false where a batch took longer than the
   * limit. Blocks, so never on an event loop.
   */
  boolean beginStart(Duration limit) throws InterruptedException {
    if (!turn.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    needsStart = true;
    projection.standing().enter(Phase.STARTING);
    return true;
  }

  void endStart() {
    turn.release();
  }

  /** The stored cursor, to be read before the topic is looked at. */
  Uni<Optional<Cursor>> storedCursor() {
    return store.cursor();
  }

  /** Answers the offset to read from. Between {@link #beginStart} and {@link #endStart} only. */
  Uni<Long> start(Optional<Cursor> seen, TopicAtStart topic) {
    if (seen.filter(this::isRebuiltElsewhere).isPresent()) {
      return Uni.createFrom()
          .failure(new IllegalStateException("another instance rebuilds the projection"));
    }
    return store
        .open(seen, topic)
        .chain(opened ->
            opened.equals(cursor)
                ? Uni.createFrom().item(opened)
                : store
                    .load(opened, secrets::oldestVersion)
                    .invoke(loaded -> projection.replace(loaded.index()))
                    .map(ProjectionStore.Loaded::cursor))
        .map(opened -> {
          cursor = opened;
          caughtUpOffset = topic.endOffset();
          needsStart = false;
          projection.standing().enter(phaseAt(opened));
          return opened.nextOffset();
        });
  }

  /** One instance rebuilds; the others wait for it, and one goes on where it falls silent. */
  private boolean isRebuiltElsewhere(Cursor seen) {
    Cursor before = rebuiltElsewhere;
    if (before == null || !seen.sweeping()) {
      rebuiltElsewhere = null;
      return false;
    }
    long now = System.nanoTime();
    if (!seen.equals(before)) {
      rebuiltElsewhere = seen;
      rebuildSeenAtNanos = now;
    }
    return now - rebuildSeenAtNanos < REBUILD_SILENCE_MAX.toNanos();
  }

  @Incoming("permissions")
  Uni<Void> follow(ConsumerRecords<String, String> records) {
    if (projection.standing().phase().isFinal() || !turn.tryAcquire()) {
      return Uni.createFrom().voidItem();
    }
    return Uni.createFrom()
        .deferred(() -> apply(records))
        .onFailure()
        .invoke(this::failed)
        .onFailure()
        .recoverWithNull()
        .eventually(() -> turn.release());
  }

  private Uni<Void> apply(Iterable<ConsumerRecord<String, String>> records) {
    if (needsStart || cursor == null) {
      return Uni.createFrom().voidItem();
    }
    Reading reading = TopicReader.read(records, secrets::oldestVersion);
    List<String> traces = ProjectionSpans.of(records);
    Instant arrived = Instant.now();
    if (!reading.told().isEmpty()) {
      long sent = reading.told().getFirst().timestampMillis();
      metrics.delivered(Duration.between(Instant.ofEpochMilli(sent), arrived));
    }
    return Uni.createFrom()
        .deferred(
            () -> tables.advance(reading.told(), Objects.requireNonNull(cursor), caughtUpOffset))
        .onFailure(TopicFollower::mayPass)
        .retry()
        .withBackOff(BACKOFF_MIN, BACKOFF_MAX)
        .atMost(STORE_RETRIES_MAX)
        .invoke(() -> {
          spans.applied(traces, arrived);
          metrics.stored(Duration.between(arrived, Instant.now()));
          if (reading.unreadableOffset() != null) {
            LOG.errorf(
                "The record at offset %d of the permissions topic is unreadable. The projection"
                    + " stops before it, and nothing is permitted until it is gone.",
                reading.unreadableOffset());
            projection.standing().enter(Phase.UNREADABLE);
          }
        });
  }

  private void stored(BatchPlan plan, Cursor stored) {
    PermissionIndex index = projection.index();
    plan.applyTo(index);
    index.publish(new Position(stored.position()), stored.nextGrantOrdinal(), stored.versions());
    cursor = stored;
    if (plan.heardAtMillis() != BatchPlan.NOTHING_HEARD) {
      projection.standing().heard(plan.heardAtMillis());
    }
    projection.standing().enter(phaseAt(stored));
    metrics.applied(plan.applied());
    projection.advanced();
  }

  private Phase phaseAt(Cursor at) {
    return at.nextOffset() >= caughtUpOffset ? Phase.FOLLOWING : Phase.CATCHING_UP;
  }

  /** A bug or a moved cursor does not pass by waiting. */
  private static boolean mayPass(Throwable failure) {
    return !(failure instanceof CursorMoved)
        && !(failure instanceof IllegalStateException)
        && !(failure instanceof ArithmeticException);
  }

  private void failed(Throwable failure) {
    needsStart = true;
    if (failure instanceof CursorMoved moved) {
      Cursor now = moved.now();
      rebuiltElsewhere = now != null && now.sweeping() ? now : null;
      rebuildSeenAtNanos = System.nanoTime();
    }
    if (mayPass(failure) || failure instanceof CursorMoved) {
      LOG.warnf(
          "A batch of permissions could not be stored (%s); reading starts again at the cursor.",
          failure.getClass().getSimpleName());
      projection.standing().enter(Phase.STARTING);
    } else {
      LOG.errorf(
          "The projection stops at a fault (%s), and nothing is permitted until a restart.",
          failure.getClass().getSimpleName());
      projection.standing().enter(Phase.FAILED);
    }
  }
}
