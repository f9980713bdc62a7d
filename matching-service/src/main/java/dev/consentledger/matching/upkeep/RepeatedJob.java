package dev.consentledger.matching.upkeep;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes a job's steps one after the other while a step answers that more is left, and looks again
 * at each interval. A step that fails is taken again at the next one.
 */
public final class RepeatedJob {
  private static final Logger LOG = Logger.getLogger(RepeatedJob.class);

  private final String name;
  private final Supplier<Uni<Boolean>> step;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile boolean stopping;
  private volatile long timer;

  /**
   * @param step answers whether more is left; each takes milliseconds
   */
  public RepeatedJob(String name, Supplier<Uni<Boolean>> step) {
    this.name = name;
    this.step = step;
  }

  public void start(Vertx vertx, Duration interval) {
    timer = vertx.setPeriodic(interval.toMillis(), _ -> look());
  }

  public void stop(Vertx vertx) {
    stopping = true;
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (stopping || !working.compareAndSet(false, true)) {
      return;
    }
    toTheEnd()
        .onTermination()
        .invoke(() -> working.set(false))
        .subscribe()
        .with(
            _ -> {},
            // Messages of drivers may hold rows.
            failure ->
                LOG.warnf(
                    "A step of %s failed (%s) and is taken again.",
                    name, failure.getClass().getSimpleName()));
  }

  /** Steps until none is left, or the service stops. */
  public Uni<Void> toTheEnd() {
    return Multi.createBy()
        .repeating()
        .uni(() -> step.get())
        .whilst(more -> more && !stopping)
        .onItem()
        .ignoreAsUni();
  }
}
