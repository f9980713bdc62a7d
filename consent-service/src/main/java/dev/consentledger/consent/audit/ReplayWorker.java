package dev.consentledger.consent.audit;

import dev.consentledger.consent.audit.AuditMetrics.Outcome;
import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.privacy.SubjectsUnavailable;
import dev.consentledger.consent.proof.ProofPending;
import dev.consentledger.consent.proof.ProofsOff;
import dev.consentledger.consent.proof.TilesUnfit;
import dev.consentledger.kernel.evidence.EvidenceException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs replays on threads of their own, a bounded number at once. A running replay is claimed for a
 * short time and the claim renewed; when its instance is killed, another one, or the same after its
 * start, begins it again: a replay is a pure function of the ledger, so nothing is lost by that. So
 * it is where a store did not answer for a while.
 */
@Singleton
final class ReplayWorker {
  private static final Logger LOG = Logger.getLogger(ReplayWorker.class);

  private final ReplayStore store;
  private final Computations computations;
  private final AuditSettings settings;
  private final MeterRegistry meters;
  private final ExecutorService threads;
  private final ScheduledExecutorService clock;
  private final Map<UUID, Running> running = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  ReplayWorker(
      ReplayStore store, Computations computations, AuditSettings settings, MeterRegistry meters) {
    this.store = store;
    this.computations = computations;
    this.settings = settings;
    this.meters = meters;
    this.threads =
        Executors.newFixedThreadPool(
            settings.parallelReplays(), Thread.ofPlatform().name("replay-", 0).daemon().factory());
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("replay-clock").daemon().factory());
  }

  void start(@Observes StartupEvent event) {
    AuditMetrics.bind(meters, running.values());
    long poll = settings.poll().toMillis();
    var _ = clock.scheduleWithFixedDelay(this::tick, 0, poll, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    clock.shutdownNow();
    running.values().forEach(each -> each.watch().stop());
    threads.shutdownNow();
  }

  /** Looks for work now, and not at the next poll. */
  void wake() {
    if (!stopping) {
      clock.execute(this::claim);
    }
  }

  /** Stops it at its next step, where this instance runs it. */
  void stop(UUID replay) {
    Optional.ofNullable(running.get(replay)).ifPresent(each -> each.watch().stop());
  }

  /** Progress of a replay that this instance runs, which is newer than the stored one. */
  Optional<Double> progress(UUID replay) {
    return Optional.ofNullable(running.get(replay)).map(each -> each.watch().progress());
  }

  private void tick() {
    running.values().forEach(this::renew);
    claim();
  }

  private void renew(Running each) {
    try {
      boolean ours =
          wait(
              store.renew(
                  each.replay().id(), each.claim(), settings.claim(), each.watch().progress()));
      if (!ours) {
        each.watch().stop();
      }
    } catch (RuntimeException e) {
      LOG.debugf("A claim was not renewed: %s", e.getClass().getSimpleName());
    }
  }

  private void claim() {
    try {
      while (!stopping && running.size() < settings.parallelReplays()) {
        UUID claim = UUID.randomUUID();
        Optional<Replay> claimed = wait(store.claim(claim, settings.claim()));
        if (claimed.isEmpty()) {
          return;
        }
        var each = new Running(claimed.get(), claim, new Watch());
        running.put(each.replay().id(), each);
        threads.execute(() -> run(each));
      }
    } catch (RuntimeException e) {
      LOG.debugf("No replay was claimed: %s", e.getClass().getSimpleName());
    }
  }

  private void run(Running each) {
    long begun = System.nanoTime();
    Outcome outcome = Outcome.STOPPED;
    try {
      outcome = finish(each);
    } finally {
      running.remove(each.replay().id());
      AuditMetrics.duration(meters, each.replay().question().kind(), outcome)
          .record(Duration.ofNanos(System.nanoTime() - begun));
      if (!stopping) {
        wake();
      }
    }
  }

  private Outcome finish(Running each) {
    UUID id = each.replay().id();
    try {
      Found found = computations.run(each);
      wait(store.done(id, each.claim(), found));
      return Outcome.DONE;
    } catch (Watch.Stopped _) {
      return Outcome.STOPPED;
    } catch (SubjectsUnavailable | LedgerUnavailable | TimeoutException e) {
      // Not the replay's failure, and no finding: it begins again, as after a kill.
      LOG.warnf(
          "Replay %s begins again when its claim is over: %s", id, e.getClass().getSimpleName());
      return Outcome.STOPPED;
    } catch (RuntimeException | IOException e) {
      if (each.watch().isStopped() || stopping) {
        return Outcome.STOPPED;
      }
      Replay.Failure failure = failure(e);
      LOG.warnf("Replay %s failed: %s", id, failure.reason());
      store(id, each.claim(), failure);
      return Outcome.FAILED;
    }
  }

  /** Where even that can't be stored, the claim runs out and the replay begins again. */
  private void store(UUID id, UUID claim, Replay.Failure failure) {
    try {
      wait(store.failed(id, claim, failure));
    } catch (RuntimeException e) {
      LOG.warnf("Replay %s will begin again: %s", id, e.getClass().getSimpleName());
    }
  }

  /** Only our own words get out: another exception's message may hold anything. */
  private static Replay.Failure failure(Exception e) {
    return switch (e) {
      case ReplayFailed ours -> failure(ours.why(), String.valueOf(ours.getMessage()));
      case EvidenceException damaged ->
          failure(Why.HISTORY_UNREADABLE, damaged.where() + ": " + damaged.getMessage());
      case ProofPending _ ->
          failure(Why.LOG_PENDING, "no checkpoint covers the call yet: replay the ledger");
      case ProofsOff _ -> failure(Why.LOG_PENDING, "this service has no signing key");
      case TilesUnfit _ ->
          failure(Why.LEDGER_DIFFERS, "the stored tiles do not prove it: replay the ledger");
      default -> {
        LOG.errorf("A replay broke: %s", e.getClass().getName());
        yield failure(Why.INTERNAL_ERROR, "tell the operator");
      }
    };
  }

  private static Replay.Failure failure(Why why, String detail) {
    return new Replay.Failure(why.code(), detail);
  }

  private <T> T wait(Uni<T> uni) {
    return new OwnThread(settings.readLimit()).get(uni);
  }
}
