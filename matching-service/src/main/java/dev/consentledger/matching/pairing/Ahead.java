package dev.consentledger.matching.pairing;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntFunction;

/**
 * Steps numbered from 0 that begin some numbers before their results are asked for, which they are
 * in order and by one caller at a time. A step that failed fails when it is its turn.
 */
final class Ahead<T> {
  private final IntFunction<Uni<T>> step;
  private final int steps;
  private final int aheadMax;
  private final Queue<Uni<T>> begun = new ArrayDeque<>();
  private int next;

  Ahead(int steps, int aheadMax, IntFunction<Uni<T>> step) {
    this.steps = steps;
    this.aheadMax = aheadMax;
    this.step = step;
  }

  /** The next step's result. */
  Uni<T> next() {
    while (next < steps && begun.size() <= aheadMax) {
      Uni<T> one = step.apply(next++).memoize().indefinitely();
      one.subscribe().with(_ -> {}, _ -> {});
      begun.add(one);
    }
    return begun.remove();
  }
}
