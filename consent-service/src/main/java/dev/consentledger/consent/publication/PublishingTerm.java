package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.FollowingTerm;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.Followed.Told;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One leader's publishing, from the durable cursor until it is stopped or fails: read ahead, fold a
 * stretch while the one before is being written, save the cursor behind what Kafka acknowledged.
 * Any trouble ends the term, and the next one begins at the cursor; so messages may repeat, and
 * none is ever left out. On the executor's one thread.
 */
final class PublishingTerm extends FollowingTerm {
  private final PermissionFold fold;
  private final TopicWriter writer;
  private final PublicationSettings settings;
  private final PublicationStatus status;
  private final PublicationSteps steps;
  private final Clock clock;
  private final CursorSaver saver;
  private final SecretRotation rotation;
  private final long messagesBefore;
  private Position read;
  private @Nullable Folded folded;
  private boolean folding;
  private boolean writing;

  /** A transaction has just been committed: see {@link PublicationSettings#transactionPause}. */
  private boolean resting;

  private boolean rotating;

  /** A step of a rotation was taken since the last batch: fresh entries come first now. */
  private boolean rotated;

  /** The ledger had nothing new while a step was being taken. */
  private boolean watermarkDue;

  PublishingTerm(
      Publication.Parts parts,
      PermissionFold fold,
      TopicWriter writer,
      SecretRotation rotation,
      PublicationStart start,
      ScheduledExecutorService executor,
      PublicationStatus status,
      Runnable onExpiries) {
    super(parts.ledger(), limits(parts.settings()), status, executor);
    this.fold = fold;
    this.writer = writer;
    this.rotation = rotation;
    this.settings = parts.settings();
    this.status = status;
    this.steps = parts.steps();
    this.clock = parts.clock();
    this.messagesBefore = status.messages();
    this.read = start.cursor().position();
    this.saver =
        new CursorSaver(
            parts.cursor(),
            start.cursor(),
            settings,
            executor,
            expiriesChanged -> {
              if (expiriesChanged) {
                onExpiries.run();
              }
              proceed();
            },
            this::fail);
    status.publishesFrom(read);
    lookLater();
  }

  /** Kafka may begin to answer after its own limit. */
  private static Limits limits(PublicationSettings settings) {
    return new Limits(
        settings.readAheadEntriesMax(),
        settings.answerLimit().multipliedBy(2),
        settings.watermarkInterval(),
        settings.stuckLimit());
  }

  @Override
  public boolean hasProgressed() {
    return status.messages() > messagesBefore;
  }

  @Override
  public Uni<Void> close() {
    return writer.close();
  }

  @Override
  protected void stopping() {
    folded = null;
  }

  @Override
  protected Position taken() {
    return read;
  }

  @Override
  protected boolean isIdle() {
    return isQuiet() && reader().isEmpty();
  }

  private boolean isQuiet() {
    return !folding && !writing && folded == null;
  }

  @Override
  protected void turn() {
    boolean rotates = rotatesNext();
    if (!rotates && !rotating && !folding && folded == null && isFoldDue()) {
      foldNext();
    }
    Folded next = folded;
    if (!writing && !resting && !rotating && next != null && !saver.isFull()) {
      folded = null;
      write(next);
    }
    if (rotates && !rotating && !resting && isQuiet()) {
      rotate();
    }
    if (isStopping() && !writing && !rotating) {
      saver.save();
      if (saver.isSaved()) {
        ended();
      }
    }
  }

  /**
   * Whatever comes during a write can be in the next one; so only a full batch is made ahead, which
   * keeps both busy while much is to be read. Made at once, a batch held what the first moment of a
   * write had brought, and everything else waited for the write after the next.
   */
  private boolean isFoldDue() {
    return (writing || resting)
        ? reader().entries() >= settings.batchEntriesMax()
        : !reader().isEmpty();
  }

  /** A rotation and fresh entries take turns, so neither holds up the other for long. */
  private boolean rotatesNext() {
    return !isStopping()
        && rotation.isDue(read)
        && (rotation.isUrgent() || !rotated || reader().isEmpty());
  }

  /** Everything told so far has to be saved first: what a later term repeats is then newer. */
  private void rotate() {
    if (!saver.isSaved()) {
      saver.save();
      return;
    }
    rotating = true;
    onThread(rotation.step(read), this::rotated);
  }

  private void rotated(List<PermissionMessage> told) {
    rotating = false;
    rotated = true;
    rest();
    status.published(told);
    status.alive();
    if (watermarkDue && isIdle() && !isStopping()) {
      folded = fold.watermark(read);
    }
    watermarkDue = false;
    proceed();
  }

  /** An operator may have begun to rotate the match secret. */
  private void lookLater() {
    after(
        settings.rotationPoll().toNanos(),
        () -> {
          if (!isStopping()) {
            onThread(
                rotation.look().replaceWith(true),
                _ -> {
                  lookLater();
                  proceed();
                });
          }
        });
  }

  private void foldNext() {
    List<Followed> stretch = reader().take(settings.batchEntriesMax());
    Position last = stretch.getLast().position();
    if (read.isAfter(last)) {
      fail(new PublicationStuck("the ledger ends before the cursor, at " + last, read));
      return;
    }
    read = last;
    if (stretch.stream().anyMatch(Told.class::isInstance)) {
      Instant oldest = storedAt(stretch.getFirst());
      status.behind(last, oldest);
      steps.read(oldest, clock.instant());
    }
    folding = true;
    long begunNanos = System.nanoTime();
    onThread(fold.fold(stretch).invoke(() -> steps.folded(begunNanos)), this::folded);
  }

  private void folded(Folded result) {
    folding = false;
    if (!isStopping()) {
      folded = result;
    }
    proceed();
  }

  private void write(Folded batch) {
    if (batch.messages().isEmpty()) {
      acknowledged(batch);
      return;
    }
    writing = true;
    long begunNanos = System.nanoTime();
    onThread(
        writer
            .write(batch.messages(), batch.traceContexts())
            .invoke(() -> steps.written(begunNanos))
            .replaceWith(batch),
        this::written);
    proceed();
  }

  private void written(Folded batch) {
    writing = false;
    rest();
    status.published(batch.messages());
    acknowledged(batch);
    armHeadCheck();
    proceed();
  }

  private void rest() {
    resting = true;
    after(
        settings.transactionPause().toNanos(),
        () -> {
          resting = false;
          proceed();
        });
  }

  private void acknowledged(Folded batch) {
    rotated = false;
    saver.acknowledged(batch);
    Folded next = folded;
    Followed waiting = reader().next();
    status.acknowledged(
        batch.end(),
        next != null ? next.oldest() : waiting != null ? storedAt(waiting) : clock.instant());
  }

  private Instant storedAt(Followed followed) {
    return followed instanceof Told told ? told.entry().storedAt() : clock.instant();
  }

  /** A watermark needs the ledger's word that nothing came after what was read. */
  @Override
  protected void headIs(Position head) {
    status.behind(head, clock.instant());
    if (!isIdle() || isStopping() || head.isAfter(read)) {
      return;
    }
    if (rotating) {
      watermarkDue = true;
    } else {
      folded = fold.watermark(read);
      proceed();
    }
  }
}
