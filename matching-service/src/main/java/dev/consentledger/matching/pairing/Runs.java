package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.projection.Permissions;
import dev.consentledger.matching.projection.ProjectionStale;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jboss.logging.Logger;

/**
 * Drives runs through their stored states: a bounded number pairs at once, and each goes on where a
 * stop left it. Nothing here is the only copy of anything.
 */
@ApplicationScoped
class Runs {
  private static final Logger LOG = Logger.getLogger(Runs.class);
  private static final Duration CAUGHT_UP_POLL = Duration.ofMillis(100);

  private final RunStore store;
  private final PairingStore pairings;
  private final RunSteps steps;
  private final Permissions permissions;
  private final PairingConfig config;
  private final Uni<Void> recovered;
  private final Queue<RunId> queued = new ArrayDeque<>();
  private int pairing;
  private volatile boolean stopping;

  Runs(
      RunStore store,
      PairingStore pairings,
      RunSteps steps,
      Permissions permissions,
      PairingConfig config) {
    this.store = store;
    this.pairings = pairings;
    this.steps = steps;
    this.permissions = permissions;
    this.config = config;
    this.recovered = again(Uni.createFrom().deferred(this::recover)).memoize().indefinitely();
  }

  void start(@Observes StartupEvent event) {
    recovered.subscribe().with(done -> {}, failure -> stopped("recovering the runs", failure));
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /** Done once uploads that an earlier stop broke off are failed; no upload begins before. */
  Uni<Void> recovered() {
    return recovered;
  }

  /** Goes on with a run whose list is stored. Safe to call again. */
  void goOn(RunId run) {
    synchronized (this) {
      queued.add(run);
    }
    next();
  }

  private Uni<Void> recover() {
    return store
        .failBrokenOff()
        .chain(pairings::forgetBrokenOff)
        .chain(store::unfinished)
        .invoke(runs -> {
          if (!runs.isEmpty()) {
            LOG.infof("going on with %d runs", runs.size());
            caughtUp().subscribe().with(done -> runs.forEach(this::goOn));
          }
        })
        .replaceWithVoid();
  }

  /** A projection that starts has to catch up first; after the limit the fence decides. */
  private Uni<Void> caughtUp() {
    return Uni.createFrom()
        .voidItem()
        .invoke(permissions::requireFresh)
        .onFailure(ProjectionStale.class)
        .retry()
        .withBackOff(CAUGHT_UP_POLL, CAUGHT_UP_POLL)
        .expireIn(config.resumeLimit().toMillis())
        .onFailure()
        .recoverWithNull();
  }

  private void next() {
    while (true) {
      RunId run;
      synchronized (this) {
        if (stopping || pairing >= config.parallelRuns() || queued.isEmpty()) {
          return;
        }
        run = queued.remove();
        pairing++;
      }
      again(Uni.createFrom().deferred(() -> steps.pair(run)))
          .onTermination()
          .invoke(this::paired)
          .chain(() -> again(Uni.createFrom().deferred(() -> steps.record(run))))
          .subscribe()
          .with(done -> {}, failure -> stopped("run " + run, failure));
    }
  }

  private void paired() {
    synchronized (this) {
      pairing--;
    }
    next();
  }

  /** Tries until it works or the service stops: the state is stored, so nothing is lost. */
  private <T> Uni<T> again(Uni<T> step) {
    return step.onFailure(failure -> !stopping)
        .retry()
        .withBackOff(config.retryFirst(), config.retryMax())
        .indefinitely();
  }

  private static void stopped(String what, Throwable failure) {
    LOG.warnf(
        "%s stops here and goes on at the next start: %s", what, failure.getClass().getName());
  }
}
