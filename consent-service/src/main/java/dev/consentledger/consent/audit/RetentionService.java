package dev.consentledger.consent.audit;

import dev.consentledger.consent.leader.LeaderJob.TermLimits;
import dev.consentledger.consent.leader.LeaderStatus;
import dev.consentledger.consent.leader.Leaders;
import dev.consentledger.consent.leader.RepeatedJob;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Keeps the retention times of replays, on one instance at a time. */
@ApplicationScoped
class RetentionService {
  /** The name of the lock; its id is {@code Leadership.lockId("retention")}. */
  static final String LEADER_NAME = "retention";

  private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
  private static final TermLimits LIMITS =
      new TermLimits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final RetentionSettings settings;
  private final ReplayRetention replays;
  private final Leaders leaders;
  private final Clock clock;
  private final Counter evidenceEnded;
  private final Counter replaysForgotten;

  RetentionService(
      RetentionSettings settings,
      ReplayRetention replays,
      Leaders leaders,
      Clock clock,
      MeterRegistry meters) {
    this.settings = settings;
    this.replays = replays;
    this.leaders = leaders;
    this.clock = clock;
    this.evidenceEnded = meters.counter("consentledger.retention.evidence.ended");
    this.replaysForgotten = meters.counter("consentledger.retention.replays.forgotten");
  }

  void start(@Observes StartupEvent event) {
    var status = new LeaderStatus(LEADER_NAME, clock);
    leaders.start(
        status, thread -> new RepeatedJob(this::step, STEP_LIMIT, LIMITS, status, thread));
  }

  /** One page of each; at once again where a page was full. */
  private Uni<Duration> step() {
    Instant now = clock.instant();
    return replays
        .endEvidence(now.minus(settings.openedEvidence()))
        .invoke(count -> evidenceEnded.increment(count))
        .chain(ended ->
            replays
                .forget(now.minus(settings.replays()))
                .invoke(count -> replaysForgotten.increment(count))
                .map(forgotten ->
                    ended == ReplayRetention.PAGE_ROWS_MAX
                            || forgotten == ReplayRetention.PAGE_ROWS_MAX
                        ? Duration.ZERO
                        : settings.interval()));
  }
}
