package dev.consentledger.stack.system;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition, and says what was seen last when it does not come. */
final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  private Eventually() {}

  static <T> T see(String what, Supplier<T> look, Predicate<T> wanted) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    T seen = look.get();
    while (!wanted.test(seen)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not seen in " + LIMIT.toSeconds() + " s: " + what + "; last seen: " + seen);
      }
      pause();
      seen = look.get();
    }
    return seen;
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
