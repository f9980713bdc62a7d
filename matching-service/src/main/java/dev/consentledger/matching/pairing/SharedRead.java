package dev.consentledger.matching.pairing;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shares a read among those who wait: whoever asks while a read is on its way waits for the next
 * one, so that each answer was read after it was asked for. At most one read is on its way.
 */
final class SharedRead<T> {
  private final Supplier<Uni<T>> read;
  private List<UniEmitter<? super T>> waiting = new ArrayList<>();
  private boolean reading;

  SharedRead(Supplier<Uni<T>> read) {
    this.read = read;
  }

  Uni<T> get() {
    return Uni.createFrom()
        .emitter(emitter -> {
          synchronized (this) {
            waiting.add(emitter);
          }
          start();
        });
  }

  private void start() {
    List<UniEmitter<? super T>> served;
    synchronized (this) {
      if (reading || waiting.isEmpty()) {
        return;
      }
      reading = true;
      served = waiting;
      waiting = new ArrayList<>();
    }
    read.get()
        .subscribe()
        .with(
            item -> {
              next();
              served.forEach(emitter -> emitter.complete(item));
            },
            failure -> {
              next();
              served.forEach(emitter -> emitter.fail(failure));
            });
  }

  private void next() {
    synchronized (this) {
      reading = false;
    }
    start();
  }
}
