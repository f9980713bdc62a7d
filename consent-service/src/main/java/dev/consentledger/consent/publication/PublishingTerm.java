package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.Followed.Told;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One leader's publishing, from the durable cursor until it is stopped or fails: read ahead, fold a
 * stretch while the one before is being written, save the cursor behind what Kafka acknowledged.
 * Any trouble ends the term, and the next one begins at the cursor; so messages may repeat, and
 * none is ever left out. On the executor's one thread.
 */
final class PublishingTerm {
  private final EventLedger ledger;
  private final PermissionFold fold;
  private final TopicWriter writer;
  private final PublicationSettings settings;
  private final ScheduledExecutorService executor;
  private final PublicationStatus status;
  private final Clock clock;
  private final LedgerReader reader;
  private final CursorSaver saver;
  private final SecretRotation rotation;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Position start;
  private Position read;
  private @Nullable Folded folded;
  private boolean folding;
  private boolean writing;
  private boolean rotating;

  /** A step of a rotation was taken since the last batch: fresh entries come first now. */
  private boolean rotated;

  private boolean stopping;
  private long watermarkTimer;
  private long behindSinceNanos = -1;

  PublishingTerm(
      EventLedger ledger,
      PermissionFold fold,
      TopicWriter writer,
      PublicationCursor cursor,
      PublicationCursor.Begun begun,
      SecretRotation rotation,
      PublicationSettings settings,
      ScheduledExecutorService executor,
      PublicationStatus status,
      Clock clock,
      Runnable onExpiries) {
    this.ledger = ledger;
    this.fold = fold;
    this.writer = writer;
    this.rotation = rotation;
    this.settings = settings;
    this.executor = executor;
    this.status = status;
    this.clock = clock;
    this.start = begun.position();
    this.read = start;
    this.reader =
        new LedgerReader(settings.readAheadEntriesMax(), executor, this::turn, this::fail);
    this.saver =
        new CursorSaver(
            cursor,
            begun,
            settings,
            executor,
            expiriesChanged -> {
              if (expiriesChanged) {
                onExpiries.run();
              }
              turn();
            },
            this::fail);
  }

  /** Completes when the term was stopped and all it wrote is saved; fails with the trouble. */
  CompletableFuture<Void> run() {
    status.publishesFrom(start);
    reader.open(ledger, start);
    armWatermark();
    armLook();
    turn();
    return end;
  }

  /** Ends the term with the batch that is being written. */
  void stop() {
    stopping = true;
    reader.close();
    folded = null;
    turn();
  }

  private void turn() {
    if (end.isDone()) {
      return;
    }
    boolean rotates = rotatesNext();
    if (!rotates && !rotating && !folding && folded == null && !reader.isEmpty()) {
      foldNext();
    }
    Folded next = folded;
    if (!writing && !rotating && next != null && !saver.isFull()) {
      folded = null;
      write(next);
    }
    if (rotates && !rotating && isQuiet()) {
      rotate();
    }
    if (stopping && !writing && !rotating) {
      saver.save();
      if (saver.isSaved()) {
        end.complete(null);
      }
    }
  }

  /** A rotation and fresh entries take turns, so neither holds up the other for long. */
  private boolean rotatesNext() {
    return !stopping
        && rotation.isDue(read)
        && (rotation.isUrgent() || !rotated || reader.isEmpty());
  }

  private boolean isQuiet() {
    return !folding && !writing && folded == null;
  }

  /** Everything told so far has to be saved first: what a later term repeats is then newer. */
  private void rotate() {
    if (!saver.isSaved()) {
      saver.save();
      return;
    }
    rotating = true;
    onThread(
        rotation.step(read),
        told -> {
          rotating = false;
          rotated = true;
          status.published(told);
          status.sign();
          turn();
        });
  }

  private void armLook() {
    var _ =
        executor.schedule(
            () -> guarded(this::look), settings.rotationPoll().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (!stopping) {
      onThread(
          rotation.look().replaceWith(true),
          _ -> {
            armLook();
            turn();
          });
    }
  }

  private void foldNext() {
    List<Followed> stretch = reader.take(settings.batchEntriesMax());
    Position last = stretch.getLast().position();
    if (read.isAfter(last)) {
      fail(new PublicationStuck("the ledger ends before the cursor, at " + last, read));
      return;
    }
    read = last;
    if (stretch.stream().anyMatch(Told.class::isInstance)) {
      status.behind(last, storedAt(stretch.getFirst()));
    }
    status.sign();
    folding = true;
    onThread(fold.fold(stretch), this::folded);
  }

  private void folded(Folded result) {
    folding = false;
    if (!stopping) {
      folded = result;
    }
    turn();
  }

  private void write(Folded batch) {
    if (batch.messages().isEmpty()) {
      acknowledged(batch);
      return;
    }
    writing = true;
    onThread(writer.write(batch.messages()).replaceWith(batch), this::written);
    turn();
  }

  private void written(Folded batch) {
    writing = false;
    status.published(batch.messages());
    acknowledged(batch);
    armWatermark();
    turn();
  }

  private void acknowledged(Folded batch) {
    rotated = false;
    saver.acknowledged(batch);
    Folded next = folded;
    Followed waiting = reader.next();
    status.acknowledged(
        batch.end(),
        next != null ? next.oldest() : waiting != null ? storedAt(waiting) : clock.instant());
  }

  private Instant storedAt(Followed followed) {
    return followed instanceof Told told ? told.entry().storedAt() : clock.instant();
  }

  /** Sets the timer anew; only the last one set counts. */
  private void armWatermark() {
    long timer = ++watermarkTimer;
    var _ =
        executor.schedule(
            () -> {
              if (timer == watermarkTimer && !end.isDone() && !stopping) {
                checkHead();
              }
            },
            settings.watermarkInterval().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * A watermark needs the ledger's word that nothing came after it: a follower that was forgotten
   * must not look alive.
   */
  private void checkHead() {
    onThread(ledger.head(), this::headIs);
  }

  private void headIs(Position head) {
    status.sign();
    status.behind(head, clock.instant());
    boolean isIdle = isQuiet() && reader.isEmpty();
    if (isIdle && !stopping && !head.isAfter(read)) {
      behindSinceNanos = -1;
      folded = fold.watermark(read);
      turn();
    } else if (isIdle) {
      failWhenStuck();
    }
    armWatermark();
  }

  private void failWhenStuck() {
    if (behindSinceNanos < 0) {
      behindSinceNanos = System.nanoTime();
    } else if (System.nanoTime() - behindSinceNanos > settings.stuckLimit().toNanos()) {
      fail(new PublicationStuck("the ledger's follower says nothing of newer entries", read));
    }
  }

  private <T> void onThread(Uni<T> uni, Consumer<T> consumer) {
    uni.ifNoItem()
        .after(settings.answerLimit().multipliedBy(2))
        .fail()
        .subscribe()
        .with(
            item -> executor.execute(() -> guarded(() -> consumer.accept(item))),
            failure -> executor.execute(() -> fail(failure)));
  }

  private void guarded(Runnable step) {
    if (end.isDone()) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Throwable failure) {
    reader.close();
    end.completeExceptionally(failure);
  }
}
