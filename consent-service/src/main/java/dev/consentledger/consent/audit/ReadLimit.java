package dev.consentledger.consent.audit;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Holds all replays of this instance together to {@code
 * consentledger.audit.entries-per-second-max}, so that they never slow the write path down.
 */
@Singleton
final class ReadLimit {
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final long nanosPerEntry;
  private final LongSupplier nanoTime;
  private long free;

  @jakarta.inject.Inject
  ReadLimit(AuditSettings settings) {
    this(settings.entriesPerSecondMax(), System::nanoTime);
  }

  ReadLimit(int entriesPerSecond, LongSupplier nanoTime) {
    if (entriesPerSecond < 1) {
      throw new IllegalArgumentException(
          "consentledger.audit.entries-per-second-max is at least 1");
    }
    this.nanosPerEntry = Math.max(1, SECOND_NANOS / entriesPerSecond);
    this.nanoTime = nanoTime;
    this.free = nanoTime.getAsLong();
  }

  /** Waits until so many entries more may be read. */
  void take(int entries) {
    for (long wait = book(entries); wait > 0; ) {
      long begun = System.nanoTime();
      LockSupport.parkNanos(wait);
      if (Thread.currentThread().isInterrupted()) {
        throw new Watch.Stopped();
      }
      wait -= System.nanoTime() - begun;
    }
  }

  /** Books them behind what was booked before, and answers how long to wait, in nanoseconds. */
  synchronized long book(int entries) {
    long now = nanoTime.getAsLong();
    long begin = Math.max(now, free);
    free = begin + entries * nanosPerEntry;
    return begin - now;
  }
}
