package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.projection.Permissions;
import dev.consentledger.matching.projection.ProjectionStale;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Drives runs through their stored states: a bounded number pairs at once, and each goes on where a
 * stop left it, at whichever instance takes it up. Nothing here is the only copy of anything.
 */
@ApplicationScoped
class Runs {
  private static final Logger LOG = Logger.getLogger(Runs.class);

  private final RunStore store;
  private final PairingStore pairings;
  private final RunSteps steps;
  private final RunClaims claims;
  private final Permissions permissions;
  private final PairingConfig config;
  private final Vertx vertx;
  private final Queue<Claimed> queued = new ArrayDeque<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final long startedNanos = System.nanoTime();
  private int pairing;
  private volatile long timer;
  private volatile boolean stopping;

  private record Claimed(RunId run, UUID claim) {}

  Runs(
      RunStore store,
      PairingStore pairings,
      RunSteps steps,
      RunClaims claims,
      Permissions permissions,
      PairingConfig config,
      Vertx vertx) {
    this.store = store;
    this.pairings = pairings;
    this.steps = steps;
    this.claims = claims;
    this.permissions = permissions;
    this.config = config;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    again(Uni.createFrom().deferred(pairings::forgetBrokenOff))
        .subscribe()
        .with(_ -> look(), failure -> stopped("looking for runs", failure));
    timer = vertx.setPeriodic(config.poll().toMillis(), _ -> look());
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    vertx.cancelTimer(timer);
  }

  /** Goes on with a run whose list is stored, under the claim that it is held by. */
  void goOn(RunId run, UUID claim) {
    synchronized (this) {
      queued.add(new Claimed(run, claim));
    }
    next();
  }

  /** Looks for runs whose claim is over: their instance was killed, or lost the database. */
  private void look() {
    if (stopping || !looking.compareAndSet(false, true)) {
      return;
    }
    store
        .failBrokenOff()
        .chain(this::takeUp)
        .onTermination()
        .invoke(() -> looking.set(false))
        .subscribe()
        .with(
            _ -> {},
            failure -> LOG.warnf("no run was looked for: %s", failure.getClass().getSimpleName()));
  }

  /** One after the other, and no more than can pair: the others are for other instances. */
  private Uni<Void> takeUp() {
    if (stopping || isBusy() || !isFreshOrWaitedEnough()) {
      return Uni.createFrom().voidItem();
    }
    UUID claim = claims.take();
    return store
        .takeUp(claim)
        .onFailure()
        .invoke(() -> claims.drop(claim))
        .chain(taken -> {
          if (taken.isEmpty()) {
            claims.drop(claim);
            return Uni.createFrom().voidItem();
          }
          LOG.infof("goes on with the run %s", taken.get());
          goOn(taken.get(), claim);
          return takeUp();
        });
  }

  /** A projection that starts has to catch up first; after the limit the fence decides. */
  private boolean isFreshOrWaitedEnough() {
    try {
      permissions.requireFresh();
      return true;
    } catch (ProjectionStale _) {
      return System.nanoTime() - startedNanos > config.resumeLimit().toNanos();
    }
  }

  private void next() {
    while (true) {
      Claimed next;
      synchronized (this) {
        if (stopping || pairing >= config.parallelRuns() || queued.isEmpty()) {
          return;
        }
        next = queued.remove();
        pairing++;
      }
      RunId run = next.run();
      UUID claim = next.claim();
      again(Uni.createFrom().deferred(() -> steps.pair(run, claim)))
          .onTermination()
          .invoke(this::paired)
          .chain(() -> again(Uni.createFrom().deferred(() -> steps.record(run, claim))))
          .onItem()
          .invoke(() -> claims.drop(claim))
          .subscribe()
          .with(done -> {}, failure -> stopped("run " + run, failure));
    }
  }

  private synchronized boolean isBusy() {
    return pairing + queued.size() >= config.parallelRuns();
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
