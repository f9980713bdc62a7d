package dev.consentledger.consent.ledger.postgres;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Wakes the followers when something may have been appended. None is lost: a follower notes the
 * count of signals before it reads, and waits only while the count is still the same.
 */
final class Wakeups {
  private final Set<UniEmitter<? super Void>> waiting = new LinkedHashSet<>();
  private long count;

  synchronized long count() {
    return count;
  }

  void signal() {
    List<UniEmitter<? super Void>> woken;
    synchronized (this) {
      count++;
      woken = List.copyOf(waiting);
      waiting.clear();
    }
    woken.forEach(emitter -> emitter.complete(null));
  }

  /** Completes at the first signal after the count was {@code seen}, or when the time is over. */
  Uni<Void> after(long seen, Duration atMost) {
    return Uni.createFrom()
        .<Void>emitter(emitter -> await(seen, emitter))
        .ifNoItem()
        .after(atMost)
        .recoverWithUni(Uni.createFrom().voidItem());
  }

  private void await(long seen, UniEmitter<? super Void> emitter) {
    synchronized (this) {
      if (count == seen) {
        waiting.add(emitter);
        emitter.onTermination(() -> forget(emitter));
        return;
      }
    }
    emitter.complete(null);
  }

  private synchronized void forget(UniEmitter<? super Void> emitter) {
    waiting.remove(emitter);
  }
}
