package dev.consentledger.consent.ledger.eventstoredb;

import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
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

  /**
   * Waits while the inbox is full. Asks {@code wanted} under this inbox's lock, last right before
   * the event is kept, and runs {@code onKept} with it; false where it is not wanted.
   */
  boolean put(ResolvedEvent event, BooleanSupplier wanted, Runnable onKept) {
    synchronized (this) {
      try {
        while (events.size() >= max && !isClosed && wanted.getAsBoolean()) {
          wait();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
      if (isClosed || !wanted.getAsBoolean()) {
        return false;
      }
      events.add(event);
      onKept.run();
    }
    wake();
    return true;
  }

  /** Lets those who wait to put something in ask again whether it is wanted. */
  synchronized void askAgain() {
    notifyAll();
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
        .recoverWithUni(Uni.createFrom().voidItem())
        .emitOn(OwnLoader::run);
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
