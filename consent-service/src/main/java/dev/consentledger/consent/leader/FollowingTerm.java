package dev.consentledger.consent.leader;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A term that follows the ledger from a durable cursor. What is done with the entries is the
 * subclass's {@link #turn}; any trouble ends the term, and the next one begins at the cursor. The
 * follower is compared with the ledger's head, so that one that was forgotten does not look alive.
 * On the executor's one thread.
 */
public abstract class FollowingTerm implements Term {
  private final EventLedger ledger;
  private final Limits limits;
  private final LeaderStatus status;
  private final ScheduledExecutorService executor;
  private final LedgerReader reader;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private boolean stopping;
  private long headTimer;
  private long behindSinceNanos = -1;

  /**
   * The limits of following.
   *
   * @param readAheadEntriesMax at most so many entries are in memory before they are taken
   * @param answer whatever a step asks for answers within this, or the term fails
   * @param headInterval how often the follower is compared with the ledger's head
   * @param stuck the term fails when the head is ahead and the follower says nothing for so long
   */
  public record Limits(
      int readAheadEntriesMax, Duration answer, Duration headInterval, Duration stuck) {}

  protected FollowingTerm(
      EventLedger ledger, Limits limits, LeaderStatus status, ScheduledExecutorService executor) {
    this.ledger = ledger;
    this.limits = limits;
    this.status = status;
    this.executor = executor;
    this.reader = new LedgerReader(limits.readAheadEntriesMax(), executor);
  }

  /** Does whatever can be done now: called whenever something has changed. */
  protected abstract void turn();

  /** Everything up to here was taken from the reader. */
  protected abstract Position taken();

  /** Whether everything taken is done with, and nothing more is here. */
  protected abstract boolean isIdle();

  /** The term ends with the step under way; a later turn says {@link #ended}. */
  protected void stopping() {}

  /** Something is new in the reader. */
  protected void arrived() {}

  /** The ledger's head, asked for just now. */
  protected abstract void headIs(Position head);

  @Override
  public final CompletableFuture<Void> run() {
    status.works();
    reader.open(ledger, taken(), () -> guarded(this::told), this::fail);
    armHeadCheck();
    guarded(this::proceed);
    return end;
  }

  @Override
  public final void stop() {
    stopping = true;
    reader.close();
    stopping();
    guarded(this::proceed);
  }

  protected final LedgerReader reader() {
    return reader;
  }

  protected final boolean isStopping() {
    return stopping;
  }

  /** Takes a turn, unless the term is over. */
  protected final void proceed() {
    if (!end.isDone()) {
      turn();
    }
  }

  /** The term was stopped, and nothing of it is being saved any more. */
  protected final void ended() {
    end.complete(null);
  }

  protected final void fail(Throwable failure) {
    reader.close();
    end.completeExceptionally(failure);
  }

  private void told() {
    status.alive();
    arrived();
    proceed();
  }

  /** Sets the timer anew; only the last one set counts. */
  protected final void armHeadCheck() {
    long mine = ++headTimer;
    after(
        limits.headInterval().toNanos(),
        () -> {
          if (mine == headTimer && !stopping) {
            onThread(ledger.head(), this::checkHead);
          }
        });
  }

  private void checkHead(Position head) {
    status.alive();
    if (!isIdle() || !head.isAfter(taken())) {
      behindSinceNanos = -1;
    } else if (behindSinceNanos < 0) {
      behindSinceNanos = System.nanoTime();
    } else if (System.nanoTime() - behindSinceNanos > limits.stuck().toNanos()) {
      fail(new FollowerSilent(taken()));
      return;
    }
    headIs(head);
    armHeadCheck();
  }

  /** Runs later on the thread, unless the term is over by then. */
  protected final void after(long nanos, Runnable task) {
    var _ = executor.schedule(() -> guarded(task), nanos, TimeUnit.NANOSECONDS);
  }

  /** Goes on with the answer on the thread; trouble, and silence, end the term. */
  protected final <T> void onThread(Uni<T> uni, Consumer<T> consumer) {
    uni.ifNoItem()
        .after(limits.answer())
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
}
