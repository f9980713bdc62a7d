package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.matching.projection.Standing.Phase;
import dev.consentledger.matching.projection.TopicReader.Reading;
import dev.consentledger.matching.projection.TopicReader.Told;
import dev.consentledger.matching.secret.MatchSecretSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the permissions topic: one batch at a time, in order; rows and cursor in one transaction,
 * then the index. What can't be read or stored is never skipped: the projection stays where it is,
 * grows stale, and nothing is permitted.
 */
@ApplicationScoped
class TopicFollower {
  static final Duration BACKOFF_MIN = Duration.ofMillis(100);
  static final Duration BACKOFF_MAX = Duration.ofSeconds(2);

  /** About half a minute; then the batch is read again from the topic, without an end. */
  static final int STORE_RETRIES_MAX = 20;

  private static final Logger LOG = Logger.getLogger(TopicFollower.class);

  private final Projection projection;
  private final ProjectionStore store;
  private final ProjectionMetrics metrics;
  private final MatchSecretSource secrets;

  /**
   * Held by whoever changes cursor and index: a batch, or a start. A batch that comes while a start
   * holds it was fetched before, and is dropped: the start decides where reading goes on.
   */
  private final Semaphore turn = new Semaphore(1);

  private volatile boolean needsStart = true;
  private volatile @Nullable Cursor cursor;
  private volatile long caughtUpOffset = Long.MAX_VALUE;

  TopicFollower(
      Projection projection,
      ProjectionStore store,
      ProjectionMetrics metrics,
      MatchSecretSource secrets) {
    this.projection = projection;
    this.store = store;
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

  /** Answers the offset to read from. Between {@link #beginStart} and {@link #endStart} only. */
  Uni<Long> start(TopicAtStart topic) {
    return store
        .open(topic)
        .chain(opened ->
            opened.equals(cursor)
                ? Uni.createFrom().item(opened)
                : store
                    .load(opened, secrets::oldestVersion)
                    .invoke(projection::replace)
                    .replaceWith(opened))
        .map(opened -> {
          cursor = opened;
          caughtUpOffset = topic.endOffset();
          needsStart = false;
          projection.standing().enter(phaseAt(opened));
          return opened.nextOffset();
        });
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
    Cursor before = cursor;
    if (needsStart || before == null) {
      return Uni.createFrom().voidItem();
    }
    Reading reading = TopicReader.read(records, secrets::oldestVersion);
    return store
        .known(subjectsToLookUp(reading.told(), before), before, secrets::oldestVersion)
        .chain(known -> {
          BatchPlan plan = new Planner(projection.index(), before, known).plan(reading.told());
          return plan.after().equals(before)
              ? Uni.createFrom().voidItem()
              : store
                  .store(plan, plan.after().nextOffset() >= caughtUpOffset)
                  .invoke(stored -> stored(plan, stored))
                  .replaceWithVoid();
        })
        .onFailure(TopicFollower::mayPass)
        .retry()
        .withBackOff(BACKOFF_MIN, BACKOFF_MAX)
        .atMost(STORE_RETRIES_MAX)
        .invoke(() -> {
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

  private static List<SubjectId> subjectsToLookUp(List<Told> batch, Cursor cursor) {
    return batch.stream()
        .flatMap(told ->
            switch (told.message()) {
              case Erased erased -> Stream.of(erased.subject());
              case PermissionState state ->
                  cursor.sweeping() ? Stream.of(state.subject()) : Stream.empty();
              case Watermark _ -> Stream.empty();
            })
        .toList();
  }

  /** A bug or a moved cursor does not pass by waiting. */
  private static boolean mayPass(Throwable failure) {
    return !(failure instanceof CursorMoved)
        && !(failure instanceof IllegalStateException)
        && !(failure instanceof ArithmeticException);
  }

  private void failed(Throwable failure) {
    needsStart = true;
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
