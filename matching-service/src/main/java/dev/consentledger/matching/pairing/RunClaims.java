package dev.consentledger.matching.pairing;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The claims that this instance holds on unfinished runs, and renews while it lives. A killed
 * instance's claims run out; one that ends in order gives them up.
 */
@ApplicationScoped
class RunClaims {
  private static final Logger LOG = Logger.getLogger(RunClaims.class);

  /** Of a claim's time: three renewals may fail before it is over. */
  private static final int RENEWALS = 4;

  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);

  private final RunStore store;
  private final PairingConfig config;
  private final Vertx vertx;
  private final Set<UUID> held = ConcurrentHashMap.newKeySet();
  private volatile long timer;

  RunClaims(RunStore store, PairingConfig config, Vertx vertx) {
    this.store = store;
    this.config = config;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(Math.max(1, config.claim().toMillis() / RENEWALS), _ -> renew());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    Set<UUID> given = Set.copyOf(held);
    held.clear();
    if (!given.isEmpty()) {
      try {
        store.release(given).await().atMost(RELEASE_LIMIT);
      } catch (RuntimeException e) {
        LOG.infof("claims on runs run out by themselves: %s", e.getClass().getSimpleName());
      }
    }
  }

  /** A new claim, to be stored with a run and then renewed until it is released. */
  UUID take() {
    UUID claim = UUID.randomUUID();
    held.add(claim);
    return claim;
  }

  /** Ends the renewing: the run is over, gone, or somebody else's. */
  void drop(UUID claim) {
    held.remove(claim);
  }

  private void renew() {
    Set<UUID> renewed = Set.copyOf(held);
    if (!renewed.isEmpty()) {
      Uni<Void> renewing = store.renew(renewed);
      renewing
          .subscribe()
          .with(
              _ -> {},
              failure ->
                  LOG.warnf("claims were not renewed: %s", failure.getClass().getSimpleName()));
    }
  }
}
