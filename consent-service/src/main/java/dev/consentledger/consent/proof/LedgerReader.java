package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries ahead in the ledger, by a bounded number. Everything but the hand-over happens on
 * the executor's one thread.
 */
final class LedgerReader implements MultiSubscriber<Followed> {
  private final int readAheadMax;
  private final Executor executor;
  private final Runnable onTold;
  private final Consumer<Throwable> onFailure;
  private final Queue<StoredEntry> told = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private boolean caughtUp;
  private boolean closed;

  LedgerReader(
      int readAheadMax, Executor executor, Runnable onTold, Consumer<Throwable> onFailure) {
    this.readAheadMax = readAheadMax;
    this.executor = executor;
    this.onTold = onTold;
    this.onFailure = onFailure;
  }

  void open(EventLedger ledger, Position after) {
    ledger.follow(after).subscribe().withSubscriber(this);
  }

  int entries() {
    return told.size();
  }

  @Nullable StoredEntry next() {
    return told.peek();
  }

  /** Whether the ledger has said that it told everything; what it told may still be here. */
  boolean hasCaughtUp() {
    return caughtUp;
  }

  /** Takes what is there, at most so many, and asks for as many more. */
  List<StoredEntry> take(int max) {
    var taken = new ArrayList<StoredEntry>();
    while (taken.size() < max && !told.isEmpty()) {
      taken.add(told.remove());
    }
    if (subscription != null && !taken.isEmpty()) {
      subscription.request(taken.size());
    }
    return taken;
  }

  void close() {
    closed = true;
    told.clear();
    if (subscription != null) {
      subscription.cancel();
    }
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
    executor.execute(() -> {
      if (!closed) {
        keep(item);
        onTold.run();
      }
    });
  }

  private void keep(Followed item) {
    switch (item) {
      case Followed.Told(var entry) -> {
        told.add(entry);
        caughtUp = false;
      }
      case Followed.CaughtUp _ -> {
        caughtUp = true;
        if (subscription != null) {
          subscription.request(1);
        }
      }
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
