package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.load.Concurrent;
import dev.consentledger.benchmarks.load.GrantClients;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Grants at a steady rate, until closed. Each has its time on a schedule that does not wait: a
 * system that falls behind gets the backlog, as it would from a platform.
 */
final class SteadyWrites implements AutoCloseable {
  private final AtomicLong scheduled = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final long begunNanos = System.nanoTime();
  private final double nanosBetween;
  private final GrantClients clients;
  private final Concurrent running;
  private volatile boolean goesOn = true;

  /**
   * @param grantsMax how many there are accounts for; then it goes on no more
   */
  SteadyWrites(GrantClients clients, int count, int perSecond, int grantsMax) {
    this.clients = clients;
    this.nanosBetween = 1e9 / perSecond;
    this.running =
        new Concurrent(() -> Concurrent.times(count, client -> write(client, grantsMax)));
  }

  private void write(int client, int grantsMax) throws Exception {
    while (goesOn) {
      long number = scheduled.getAndIncrement();
      if (number >= grantsMax) {
        return;
      }
      long due = begunNanos + (long) (number * nanosBetween);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      clients.sendNext(client);
      written.incrementAndGet();
    }
  }

  /** Writes a second so far. */
  double perSecond() {
    return written.get() / ((System.nanoTime() - begunNanos) / 1e9);
  }

  /** Throws what ended a client early: its writes were not there. */
  @Override
  public void close() {
    goesOn = false;
    try {
      running.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the writes beside it broke off", e);
    }
  }
}
