package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.FollowingTerm;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed.Told;
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
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One leader's integrating, from the durable cursor until it is stopped or fails: take what was
 * told, grow the tree, sign its head when that is due, and save all of it in one transaction. A
 * signature is released only once it is stored. Any trouble ends the term, and the next one begins
 * with what is stored. On the executor's one thread.
 */
final class IntegrationTerm extends FollowingTerm {
  private final Parts parts;
  private final long term;
  private final GrowingTree tree;
  private final ProofStatus status;
  private final Consumer<SignedCheckpoint> onSigned;
  private final long sizeBefore;
  private final long betweenCheckpointsNanos;
  private long signedSize;
  private long dueNanos = System.nanoTime();
  private long timer;
  private boolean storing;

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
    super(parts.ledger(), limits(parts.settings()), status, executor);
    this.parts = parts;
    this.term = term;
    this.tree = tree;
    this.signedSize = signedSize;
    this.sizeBefore = tree.size();
    this.status = status;
    this.onSigned = onSigned;
    this.betweenCheckpointsNanos = parts.settings().checkpointLimit().toNanos() / 2;
    status.begins(tree.at(), isRebuilding());
  }

  private static Limits limits(ProofSettings settings) {
    return new Limits(
        Math.max(settings.readAheadEntriesMax(), settings.batchEntriesMax()),
        settings.answerLimit(),
        settings.headInterval(),
        settings.stuckLimit());
  }

  @Override
  public boolean hasProgressed() {
    return tree.size() > sizeBefore;
  }

  private boolean isRebuilding() {
    return tree.size() < signedSize;
  }

  @Override
  protected void arrived() {
    Instant next = nextStoredAt();
    if (next != null) {
      status.uncovered(next);
    }
  }

  /** When the first entry that waits was stored. */
  private @Nullable Instant nextStoredAt() {
    return reader().next() instanceof Told told ? told.entry().storedAt() : null;
  }

  @Override
  protected Position taken() {
    return tree.at().position();
  }

  @Override
  protected boolean isIdle() {
    return !storing && reader().entries() == 0;
  }

  @Override
  protected void turn() {
    if (storing) {
      return;
    }
    if (isStopping()) {
      ended();
      return;
    }
    boolean isFull = reader().entries() >= parts.settings().batchEntriesMax();
    boolean isAnything = reader().entries() > 0 || tree.size() > signedSize;
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
    if (isRebuilding() && reader().hasCaughtUp()) {
      fail(
          new LedgerDiffers(
              "it holds " + tree.size() + " entries, and " + signedSize + " were signed"));
    }
  }

  /** Sets the timer anew; only the last one set counts. */
  private void arm(long nanos) {
    long mine = ++timer;
    after(
        nanos,
        () -> {
          if (mine == timer) {
            proceed();
          }
        });
  }

  private void step(boolean isDue) {
    storing = true;
    List<StoredEntry> entries =
        reader().take(parts.settings().batchEntriesMax()).stream()
            .filter(Told.class::isInstance)
            .map(told -> ((Told) told).entry())
            .toList();
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
    proceed();
  }

  private void signed(SignedCheckpoint checkpoint) {
    signedSize = checkpoint.size();
    dueNanos = System.nanoTime() + betweenCheckpointsNanos;
    status.signed(checkpoint, parts.settings().checkpointLimit(), nextStoredAt());
    onSigned.accept(checkpoint);
  }

  @Override
  protected void headIs(Position head) {
    status.knows(head);
    if (!isRebuilding() && !(isIdle() && head.isAfter(taken()))) {
      status.isWell();
    }
  }
}
