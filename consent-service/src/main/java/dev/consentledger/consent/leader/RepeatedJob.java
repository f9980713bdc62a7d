package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The plain kind of leader's job: one step again and again, with nothing to remember between two of
 * them but what is stored. A step is one bounded piece of work (a page of rows, one erasure), safe
 * to repeat and safe beside a former leader's last step, which may still be under way.
 */
public final class RepeatedJob implements LeaderJob<Boolean> {
  private final Step step;
  private final Duration stepLimit;
  private final TermLimits limits;
  private final LeaderStatus status;
  private final ScheduledExecutorService executor;

  /** Does the next piece of work, and answers how long to wait before the one after it. */
  @FunctionalInterface
  public interface Step {
    Uni<Duration> next();
  }

  /**
   * @param stepLimit a step that takes longer counts as failed, and is tried again after a pause
   */
  public RepeatedJob(
      Step step,
      Duration stepLimit,
      TermLimits limits,
      LeaderStatus status,
      ScheduledExecutorService executor) {
    this.step = step;
    this.stepLimit = stepLimit;
    this.limits = limits;
    this.status = status;
    this.executor = executor;
  }

  @Override
  public Uni<Boolean> prepare() {
    return Uni.createFrom().item(true);
  }

  @Override
  public Term begin(Boolean start) {
    return new RepeatedTerm(step, stepLimit, status, executor);
  }

  @Override
  public TermLimits limits() {
    return limits;
  }
}
