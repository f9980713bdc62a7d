package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.TreeStore.Step;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.Hash;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One leader's integrating, from the durable cursor until it is stopped or fails: take what was
 * told, grow the tree, sign its head when that is due, and save all of it in one transaction. A
 * signature is released only once it is stored. Any trouble ends the term, and the next one begins
 * with what is stored. On the executor's one thread.
 */
final class IntegrationTerm {
  private final Parts parts;
  private final long term;
  private final GrowingTree tree;
  private final ScheduledExecutorService executor;
  private final ProofStatus status;
  private final Consumer<SignedCheckpoint> onSigned;
  private final LedgerReader reader;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final long betweenCheckpointsNanos;
  private long signedSize;
  private long dueNanos = System.nanoTime();
  private long timer;
  private boolean storing;
  private boolean stopping;
  private long behindSinceNanos = -1;

  /** What a term works with. */
  record Parts(
      EventLedger ledger,
      TreeStore store,
      Checkpoints checkpoints,
      LogKey key,
      ProofSettings settings,
      Clock clock) {}

  /**
   * @param signedSize of the newest checkpoint, -1 before the first. Larger than the tree while
   *     that is computed anew.
   */
  IntegrationTerm(
      Parts parts,
      long term,
      GrowingTree tree,
      long signedSize,
      ScheduledExecutorService executor,
      ProofStatus status,
      Consumer<SignedCheckpoint> onSigned) {
    this.parts = parts;
    this.term = term;
    this.tree = tree;
    this.signedSize = signedSize;
    this.executor = executor;
    this.status = status;
    this.onSigned = onSigned;
    this.betweenCheckpointsNanos = parts.settings().checkpointLimit().toNanos() / 2;
    int readAhead =
        Math.max(parts.settings().readAheadEntriesMax(), parts.settings().batchEntriesMax());
    this.reader = new LedgerReader(readAhead, executor, this::told, this::fail);
  }

  /** Completes when the term was stopped and nothing is being saved; fails with the trouble. */
  CompletableFuture<Void> run() {
    status.begins(tree.at(), isRebuilding());
    reader.open(parts.ledger(), tree.at().position());
    armHeadCheck();
    turn();
    return end;
  }

  /** Ends the term with the step that is being saved. */
  void stop() {
    stopping = true;
    reader.close();
    turn();
  }

  private boolean isRebuilding() {
    return tree.size() < signedSize;
  }

  private void told() {
    status.alive();
    StoredEntry next = reader.next();
    if (next != null) {
      status.uncovered(next.storedAt());
    }
    turn();
  }

  private void turn() {
    if (end.isDone() || storing) {
      return;
    }
    if (stopping) {
      end.complete(null);
      return;
    }
    boolean isFull = reader.entries() >= parts.settings().batchEntriesMax();
    boolean isAnything = reader.entries() > 0 || tree.size() > signedSize;
    long waitNanos = isRebuilding() ? 0 : dueNanos - System.nanoTime();
    if (isFull || (isAnything && waitNanos <= 0)) {
      step(waitNanos <= 0);
    } else if (isAnything) {
      arm(waitNanos);
    } else {
      failWhereLedgerEndsEarly();
    }
  }

  /** While the tree is computed anew, the ledger must lead at least to what was signed. */
  private void failWhereLedgerEndsEarly() {
    if (isRebuilding() && reader.hasCaughtUp()) {
      fail(
          new LedgerDiffers(
              "it holds " + tree.size() + " entries, and " + signedSize + " were signed"));
    }
  }

  /** Sets the timer anew; only the last one set counts. */
  private void arm(long nanos) {
    long mine = ++timer;
    var _ =
        executor.schedule(
            () -> {
              if (mine == timer) {
                turn();
              }
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  private void step(boolean isDue) {
    storing = true;
    List<StoredEntry> entries = reader.take(parts.settings().batchEntriesMax());
    Uni<Map<Long, Hash>> signedRoots =
        isRebuilding()
            ? parts.checkpoints().roots(tree.size(), tree.size() + entries.size())
            : Uni.createFrom().item(Map.of());
    onThread(signedRoots, roots -> grown(tree.grow(entries, roots), isDue));
  }

  private void grown(Step step, boolean isDue) {
    if (!isDue || step.to().head().size() <= signedSize) {
      save(step);
      return;
    }
    Instant now = parts.clock().instant();
    var checkpoint = new Checkpoint(parts.key().origin(), step.to().head());
    onThread(
        parts.key().signer().sign(checkpoint),
        note ->
            save(
                new Step(
                    step.from(),
                    step.to(),
                    step.tiles(),
                    step.runs(),
                    Optional.of(
                        new SignedCheckpoint(step.to().head(), step.to().position(), note, now)))));
  }

  private void save(Step step) {
    onThread(parts.store().save(term, step).replaceWith(step), this::saved);
  }

  private void saved(Step step) {
    storing = false;
    boolean wasRebuilding = step.from() < signedSize;
    status.integrated(step.to());
    step.checkpoint().ifPresent(this::signed);
    if (wasRebuilding && !isRebuilding()) {
      status.begins(step.to(), false);
    }
    turn();
  }

  private void signed(SignedCheckpoint checkpoint) {
    signedSize = checkpoint.size();
    dueNanos = System.nanoTime() + betweenCheckpointsNanos;
    StoredEntry next = reader.next();
    status.signed(
        checkpoint, parts.settings().checkpointLimit(), next == null ? null : next.storedAt());
    onSigned.accept(checkpoint);
  }

  private void armHeadCheck() {
    var _ =
        executor.schedule(
            () -> {
              if (!end.isDone() && !stopping) {
                onThread(parts.ledger().head(), this::headIs);
              }
            },
            parts.settings().headInterval().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** A follower that was forgotten must not look alive. */
  private void headIs(Position head) {
    status.alive();
    status.knows(head);
    boolean isBehind = !storing && reader.entries() == 0 && head.isAfter(tree.at().position());
    if (!isBehind) {
      behindSinceNanos = -1;
      if (!isRebuilding()) {
        status.isWell();
      }
    } else if (behindSinceNanos < 0) {
      behindSinceNanos = System.nanoTime();
    } else if (System.nanoTime() - behindSinceNanos > parts.settings().stuckLimit().toNanos()) {
      fail(
          new ProofStuck(
              "the ledger's follower says nothing of newer entries", tree.at().position()));
    }
    armHeadCheck();
  }

  private <T> void onThread(Uni<T> uni, Consumer<T> consumer) {
    uni.ifNoItem()
        .after(parts.settings().answerLimit())
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
