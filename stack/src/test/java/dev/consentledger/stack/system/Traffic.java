package dev.consentledger.stack.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the world goes on doing while an operator works, each on a thread of its own. */
final class Traffic implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean goesOn = true;

  /** One round of something; a failure ends it and is kept. */
  @FunctionalInterface
  interface Round {
    void take(int number) throws Exception;
  }

  /** Answers how many rounds were taken. */
  AtomicInteger again(String name, Round round) {
    var rounds = new AtomicInteger();
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                while (goesOn) {
                  round.take(rounds.get());
                  rounds.incrementAndGet();
                }
              } catch (Throwable e) {
                failures.add(e);
              }
            }));
    return rounds;
  }

  /** Ends all of it; throws the first failure of any. */
  @Override
  public void close() {
    goesOn = false;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted before everything ended", e);
    }
    if (!failures.isEmpty()) {
      var first = new AssertionError("something failed meanwhile", failures.remove());
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }
}
