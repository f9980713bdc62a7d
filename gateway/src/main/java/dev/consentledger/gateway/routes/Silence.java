package dev.consentledger.gateway.routes;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Calls once when nothing has moved for as long as is allowed. Movement only notes the time; one
 * timer looks at it, so that a gigabyte of chunks sets no timers.
 */
final class Silence {

  private static final long NONE = -1;

  private final Vertx vertx;
  private final long idleNanos;
  private final Runnable tooLong;
  private long movedAtNanos;
  private long timer = NONE;

  Silence(Vertx vertx, Duration idle, Runnable tooLong) {
    this.vertx = vertx;
    this.idleNanos = idle.toNanos();
    this.tooLong = tooLong;
  }

  void begin() {
    broken();
    lookAgainIn(idleNanos);
  }

  void broken() {
    movedAtNanos = System.nanoTime();
  }

  void end() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }

  private void lookAgainIn(long nanos) {
    timer = vertx.setTimer(Math.max(1, nanos / 1_000_000), _ -> look());
  }

  private void look() {
    long left = idleNanos - (System.nanoTime() - movedAtNanos);
    if (left > 0) {
      lookAgainIn(left);
    } else {
      timer = NONE;
      tooLong.run();
    }
  }
}
