package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.Refusal;
import dev.consentledger.consent.leader.LeaderJob.TermLimits;
import dev.consentledger.consent.leader.LeaderStatus;
import dev.consentledger.consent.leader.Leaders;
import dev.consentledger.consent.leader.RepeatedJob;
import dev.consentledger.consent.privacy.Erasures;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.SubjectId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Takes orders to erase, and finishes those that an instance began and could not finish, from the
 * service's start on: the leader of {@code erasure} looks again and again.
 */
@Singleton
final class ErasureService {
  /** The name of the lock. */
  static final String LEADER_NAME = "erasure";

  static final int SUBJECTS_MAX = 100;
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(ErasureService.class);

  private final Erasures erasures;
  private final Erasing erasing;
  private final ErasureSettings settings;
  private final ErasureMetrics metrics;
  private final AtomicLong pending = new AtomicLong();

  ErasureService(
      Erasures erasures, Erasing erasing, ErasureSettings settings, ErasureMetrics metrics) {
    this.erasures = erasures;
    this.erasing = erasing;
    this.settings = settings;
    this.metrics = metrics;
  }

  void start(@Observes StartupEvent event, Leaders leaders, Clock clock, MeterRegistry meters) {
    var status = new LeaderStatus(LEADER_NAME, clock);
    // A former leader no longer looks: what it saw last must not raise an alert for ever.
    Gauge.builder(
            "consentledger.erasures.pending", pending, last -> status.leads() ? last.get() : 0)
        .register(meters);
    leaders.start(
        status,
        thread ->
            new RepeatedJob(
                this::look,
                settings.lookLimit(),
                new TermLimits(settings.lookLimit(), PAUSE_MIN, PAUSE_MAX),
                status,
                thread));
  }

  /**
   * Stores the order, and carries it out. Refuses an account that has no subject, or none any more.
   */
  Uni<Outcome> erase(AccountId account) {
    return metrics.counted(
        erasures
            .begin(account)
            .chain(subject ->
                subject.isPresent()
                    ? erasing.finish(subject.get())
                    : Uni.createFrom().item(new Outcome.Refused(Refusal.ACCOUNT_UNKNOWN))));
  }

  private Uni<Duration> look() {
    return erasures
        .unfinished(settings.interruptedAfter(), SUBJECTS_MAX)
        .chain(this::finishAll)
        .chain(erasures::pending)
        .invoke(pending::set)
        .replaceWith(settings.interval());
  }

  /** One subject's trouble must not keep the others from being erased. */
  private Uni<Void> finishAll(List<SubjectId> subjects) {
    return Multi.createFrom()
        .iterable(subjects)
        .onItem()
        .transformToUniAndConcatenate(this::finish)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> finish(SubjectId subject) {
    return metrics
        .counted(erasing.finish(subject))
        .invoke(() -> LOG.info("An erasure that was interrupted is finished"))
        .onFailure()
        .invoke(failure ->
            LOG.warnf(
                "An erasure could not be finished, and is tried again: %s",
                failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
