package dev.consentledger.consent.leader;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.Followed.CaughtUp;
import dev.consentledger.consent.ledger.Followed.Told;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead in the ledger, by a bounded number of entries. Everything but the hand-over happens
 * on the executor's one thread.
 */
public final class LedgerReader {
  private final int readAheadMax;
  private final Executor executor;
  private final Deque<Followed> told = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private int entries;
  private boolean caughtUp;
  private boolean closed;

  public LedgerReader(int readAheadMax, Executor executor) {
    this.readAheadMax = readAheadMax;
    this.executor = executor;
  }

  /** Begins to follow; both are called on the executor's thread, and not after {@link #close}. */
  public void open(
      EventLedger ledger, Position after, Runnable onTold, Consumer<Throwable> onFailure) {
    ledger.follow(after).subscribe().withSubscriber(new Follower(onTold, onFailure));
  }

  public boolean isEmpty() {
    return told.isEmpty();
  }

  /** How many entries are here. */
  public int entries() {
    return entries;
  }

  public @Nullable Followed next() {
    return told.peekFirst();
  }

  /** Whether the ledger has said that it told everything; what it told may still be here. */
  public boolean hasCaughtUp() {
    return caughtUp;
  }

  /** Takes what is there, at most so many entries, and asks for as many more. */
  public List<Followed> take(int entriesMax) {
    var taken = new ArrayList<Followed>();
    int entriesLeft = entriesMax;
    while (entriesLeft > 0 && !told.isEmpty()) {
      Followed next = told.remove();
      if (next instanceof Told) {
        entries--;
        entriesLeft--;
      }
      taken.add(next);
    }
    if (subscription != null && !taken.isEmpty()) {
      subscription.request(taken.size());
    }
    return taken;
  }

  public void close() {
    closed = true;
    told.clear();
    entries = 0;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  /** Of several messages that all was told, the last one says it all. */
  private void keep(Followed item) {
    caughtUp = item instanceof CaughtUp;
    switch (item) {
      case Told _ -> entries++;
      case CaughtUp _ -> {
        if (subscription != null && told.peekLast() instanceof CaughtUp) {
          told.removeLast();
          subscription.request(1);
        }
      }
    }
    told.add(item);
  }

  /**
   * Hands what the ledger says over to the thread: all that has come by then at once. A task for
   * each entry cost a wake-up an entry, and let the first of a page go on without the others.
   */
  private final class Follower implements MultiSubscriber<Followed> {
    private final Runnable onTold;
    private final Consumer<Throwable> onFailure;
    private final Queue<Followed> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isHandedOver = new AtomicBoolean();

    Follower(Runnable onTold, Consumer<Throwable> onFailure) {
      this.onTold = onTold;
      this.onFailure = onFailure;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      executor.execute(() -> {
        subscription = given;
        if (closed) {
          given.cancel();
        } else {
          given.request(readAheadMax);
        }
      });
    }

    @Override
    public void onItem(Followed item) {
      arrived.add(item);
      if (isHandedOver.compareAndSet(false, true)) {
        executor.execute(this::handOver);
      }
    }

    /** What comes from here on has a task of its own, so nothing is left lying. */
    private void handOver() {
      isHandedOver.set(false);
      boolean isAnything = false;
      for (Followed item = arrived.poll(); item != null; item = arrived.poll()) {
        if (!closed) {
          keep(item);
          isAnything = true;
        }
      }
      if (isAnything) {
        onTold.run();
      }
    }

    @Override
    public void onFailure(Throwable failure) {
      executor.execute(() -> {
        if (!closed) {
          onFailure.accept(failure);
        }
      });
    }

    @Override
    public void onCompletion() {
      onFailure(new IllegalStateException("following the ledger ended, which it never does"));
    }
  }
}
