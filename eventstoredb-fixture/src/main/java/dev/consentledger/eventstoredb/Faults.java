package dev.consentledger.eventstoredb;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a node does wrong on demand. Safe for use by several threads. */
public final class Faults {
  private static final long HELD_SECONDS_MAX = 120;

  private final AtomicInteger refusedCalls = new AtomicInteger();
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private volatile @Nullable CountDownLatch held;
  private volatile boolean mute;

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

  /** Subscriptions stay open and tell nothing more, as behind a dead connection. */
  public void muteSubscriptions(boolean isMute) {
    mute = isMute;
  }

  boolean refusesCall() {
    return take(refusedCalls);
  }

  boolean losesAnswer() {
    return take(lostAnswers);
  }

  boolean isMute() {
    return mute;
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
