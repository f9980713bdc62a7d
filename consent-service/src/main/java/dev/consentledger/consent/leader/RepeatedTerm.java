package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A term of one step, again and again. On the executor's one thread, but for the step's own work.
 */
final class RepeatedTerm implements Term {
  private final RepeatedJob.Step step;
  private final Duration stepLimit;
  private final LeaderStatus status;
  private final ScheduledExecutorService executor;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private boolean running;
  private boolean stopping;
  private boolean progressed;

  RepeatedTerm(
      RepeatedJob.Step step,
      Duration stepLimit,
      LeaderStatus status,
      ScheduledExecutorService executor) {
    this.step = step;
    this.stepLimit = stepLimit;
    this.status = status;
    this.executor = executor;
  }

  @Override
  public CompletableFuture<Void> run() {
    status.works();
    next();
    return end;
  }

  private void next() {
    if (stopping) {
      return;
    }
    running = true;
    Uni.createFrom()
        .deferred(step::next)
        .ifNoItem()
        .after(stepLimit)
        .fail()
        .subscribe()
        .with(
            pause -> executor.execute(() -> done(pause)),
            failure -> executor.execute(() -> end.completeExceptionally(failure)));
  }

  private void done(Duration pause) {
    running = false;
    progressed = true;
    status.alive();
    status.isWell();
    if (stopping) {
      end.complete(null);
      return;
    }
    var _ = executor.schedule(this::next, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    stopping = true;
    if (!running) {
      end.complete(null);
    }
  }

  @Override
  public boolean hasProgressed() {
    return progressed;
  }
}
