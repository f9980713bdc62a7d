package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Those who wait for a position. They are told when it is reached, without polling. */
final class Waiters {
  /** More than this many at once are refused: each holds a request. */
  static final int WAITERS_MAX = 50_000;

  private record Waiter(Position wanted, long number, UniEmitter<? super Position> emitter) {
    static final Comparator<Waiter> ORDER =
        Comparator.comparing(Waiter::wanted).thenComparingLong(Waiter::number);
  }

  private final TreeSet<Waiter> waiting = new TreeSet<>(Waiter.ORDER);
  private long nextNumber;

  /** Completes once {@code reached} is told of the position, or has been by now. */
  Uni<Position> until(Position wanted, Supplier<Position> current) {
    return Uni.createFrom()
        .emitter(emitter -> {
          Waiter waiter = add(wanted, emitter);
          emitter.onTermination(() -> remove(waiter));
          // Reached while we were not yet listed: nobody else would tell us.
          Position now = current.get();
          if (now.isAtLeast(wanted)) {
            emitter.complete(now);
            remove(waiter);
          }
        });
  }

  private synchronized Waiter add(Position wanted, UniEmitter<? super Position> emitter) {
    if (waiting.size() >= WAITERS_MAX) {
      throw new ProjectionBehind("too many requests wait for the projection");
    }
    Waiter waiter = new Waiter(wanted, nextNumber++, emitter);
    waiting.add(waiter);
    return waiter;
  }

  private synchronized void remove(Waiter waiter) {
    waiting.remove(waiter);
  }

  void reached(Position position) {
    List<Waiter> done = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && position.isAtLeast(waiting.first().wanted)) {
        done.add(waiting.removeFirst());
      }
    }
    done.forEach(waiter -> waiter.emitter.complete(position));
  }

  synchronized int size() {
    return waiting.size();
  }
}
