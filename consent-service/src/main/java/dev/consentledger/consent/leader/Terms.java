package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A job's terms while this instance leads: one after another, never two at once, with a growing
 * pause after trouble. Everything here runs on the executor's one thread.
 */
public final class Terms<S> implements Leadership.Candidate {
  private static final Logger LOG = Logger.getLogger(Terms.class);

  /** After so many terms that got nothing done, another instance may try. */
  private static final int FUTILE_TERMS_MAX = 10;

  private final LeaderJob<S> job;
  private final LeaderStatus status;
  private final ScheduledExecutorService executor;
  private @Nullable Leadership leadership;
  private @Nullable Term term;
  private CompletableFuture<Void> finished = CompletableFuture.completedFuture(null);
  private long generation;
  private boolean leads;
  private int futileTerms;

  public Terms(LeaderJob<S> job, LeaderStatus status, ScheduledExecutorService executor) {
    this.job = job;
    this.status = status;
    this.executor = executor;
  }

  public void start(Leadership given) {
    leadership = given;
    status.standsBy();
    given.start();
  }

  /** Ends the running term, if there is one, and begins the next. */
  public void restart() {
    executor.execute(() -> {
      if (leads) {
        endTerm();
        begin(generation);
      }
    });
  }

  /** Completes when nothing is being saved any more and leadership is given up. */
  public CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(this::end, executor)
        .thenCompose(_ -> finished)
        .exceptionally(_ -> null)
        .thenCompose(_ -> {
          job.close();
          return leadership == null
              ? CompletableFuture.<Void>completedFuture(null)
              : leadership.stop();
        });
  }

  @Override
  public void elected() {
    leads = true;
    job.elected();
    begin(++generation);
  }

  @Override
  public void lost() {
    end();
    status.standsBy();
  }

  private void end() {
    leads = false;
    job.ended();
    endTerm();
  }

  private void endTerm() {
    generation++;
    if (term != null) {
      term.stop();
    }
  }

  /** A former term of this instance ends first: then nothing of it can follow the new one's. */
  private void begin(long mine) {
    var _ = finished.whenCompleteAsync((_, _) -> prepare(mine), executor);
  }

  private void prepare(long mine) {
    if (mine != generation) {
      return;
    }
    Uni.createFrom()
        .deferred(job::prepare)
        .ifNoItem()
        .after(job.limits().prepare())
        .fail()
        .subscribe()
        .with(
            start -> executor.execute(() -> run(mine, start)),
            failure -> executor.execute(() -> failed(mine, failure)));
  }

  private void run(long mine, S start) {
    if (mine != generation) {
      return;
    }
    Term started;
    try {
      started = job.begin(start);
    } catch (RuntimeException e) {
      failed(mine, e);
      return;
    }
    term = started;
    finished =
        started
            .run()
            .whenCompleteAsync((_, failure) -> over(mine, started, failure), executor)
            .exceptionally(_ -> null)
            .thenCompose(_ -> started.close().subscribeAsCompletionStage());
  }

  private void over(long mine, Term ended, @Nullable Throwable failure) {
    term = null;
    futileTerms = ended.hasProgressed() ? 0 : futileTerms;
    if (failure != null) {
      failed(mine, failure);
    }
  }

  private void failed(long mine, Throwable failure) {
    if (mine != generation) {
      return;
    }
    String what = job.describe(failure);
    if (!what.equals(status.problem())) {
      LOG.warnf("The leader of %s pauses: %s", status.name(), what);
      LOG.debugf(failure, "The leader of %s pauses", status.name());
    }
    status.failed(what);
    futileTerms++;
    if (futileTerms % FUTILE_TERMS_MAX == 0 && leadership != null) {
      leadership.resign();
      return;
    }
    var _ =
        executor.schedule(
            () -> {
              if (leads && mine == generation) {
                begin(mine);
              }
            },
            pauseMillis(),
            TimeUnit.MILLISECONDS);
  }

  private long pauseMillis() {
    long min = job.limits().pauseMin().toMillis();
    long max = job.limits().pauseMax().toMillis();
    return Math.min(max, min << Math.min(futileTerms - 1, 20));
  }
}
