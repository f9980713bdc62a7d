package dev.consentledger.eventstoredb;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a node does wrong on demand. Safe for use by several threads. */
public final class Faults {
  private static final long HELD_SECONDS_MAX = 120;

  private final AtomicInteger refusedCalls = new AtomicInteger();
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private volatile @Nullable CountDownLatch held;
  private final AtomicInteger mutings = new AtomicInteger();
  private final AtomicLong eventsTold = new AtomicLong();

  Faults() {}

  /** The next calls are refused as by a server that is not ready, before they do anything. */
  public void refuseCalls(int calls) {
    refusedCalls.set(calls);
  }

  /** The next appends are done, and their answers lost with the connection. */
  public void loseAnswers(int appends) {
    lostAnswers.set(appends);
  }

  /** From now on appends are done and answered only after {@link #release}: a deadline passes. */
  public void holdAnswers() {
    held = new CountDownLatch(1);
  }

  public void release() {
    CountDownLatch latch = held;
    held = null;
    if (latch != null) {
      latch.countDown();
    }
  }

  /** The subscriptions of now stay open and tell nothing more, as behind a dead connection. */
  public void muteSubscriptions() {
    mutings.incrementAndGet();
  }

  /** How many events the subscriptions have been told: what a slow reader has not held back. */
  public long eventsTold() {
    return eventsTold.get();
  }

  boolean refusesCall() {
    return take(refusedCalls);
  }

  boolean losesAnswer() {
    return take(lostAnswers);
  }

  int mutings() {
    return mutings.get();
  }

  void eventTold() {
    eventsTold.incrementAndGet();
  }

  void awaitRelease() throws InterruptedException {
    CountDownLatch latch = held;
    if (latch != null && !latch.await(HELD_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("an answer was held and never released");
    }
  }

  private static boolean take(AtomicInteger left) {
    return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }
}
