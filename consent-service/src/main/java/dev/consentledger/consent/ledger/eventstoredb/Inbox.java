package dev.consentledger.consent.ledger.eventstoredb;

import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription has told and its follower has not taken. The client asks the server for more
 * as soon as its listener returns, so a listener that waits here is the one way to hold the server
 * back; it waits on gRPC's own threads, which are made for it.
 */
final class Inbox {
  private final int max;
  private List<ResolvedEvent> events = new ArrayList<>();
  private @Nullable UniEmitter<? super Void> reader;
  private boolean isClosed;

  Inbox(int max) {
    this.max = max;
  }

  /** Waits while the inbox is full; false where nobody will read it any more. */
  synchronized boolean put(ResolvedEvent event) {
    try {
      while (events.size() >= max && !isClosed) {
        wait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
    if (isClosed) {
      return false;
    }
    events.add(event);
    wake();
    return true;
  }

  /** Everything that is there, maybe nothing. */
  synchronized List<ResolvedEvent> takeAll() {
    List<ResolvedEvent> taken = events;
    events = new ArrayList<>();
    notifyAll();
    return taken;
  }

  /** Completes when something is there, at a {@link #wake}, or when the time is over. */
  Uni<Void> await(Duration atMost) {
    return Uni.createFrom()
        .<Void>emitter(this::await)
        .ifNoItem()
        .after(atMost)
        .recoverWithUni(Uni.createFrom().voidItem());
  }

  private void await(UniEmitter<? super Void> emitter) {
    synchronized (this) {
      if (events.isEmpty() && !isClosed) {
        reader = emitter;
        return;
      }
    }
    emitter.complete(null);
  }

  /** Lets the reader look again, though nothing may be there. */
  void wake() {
    UniEmitter<? super Void> waiting;
    synchronized (this) {
      waiting = reader;
      reader = null;
    }
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  synchronized void close() {
    isClosed = true;
    events = new ArrayList<>();
    notifyAll();
  }
}
