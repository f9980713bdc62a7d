package dev.consentledger.matching.audience;

import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.pairing.Ledger;
import dev.consentledger.matching.pairing.LedgerUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Finishes deletions: recorded in the ledger, then the audience's runs and blocks are deleted. What
 * a stop or an unreachable ledger interrupted goes on by itself.
 */
@ApplicationScoped
class Deletions {
  private static final Logger LOG = Logger.getLogger(Deletions.class);
  private static final Duration RETRY_FIRST = Duration.ofMillis(500);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  private final AudienceStore store;
  private final Ledger ledger;
  private final Set<AudienceId> goingOn = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Deletions(AudienceStore store, Ledger ledger) {
    this.store = store;
    this.ledger = ledger;
  }

  void start(@Observes StartupEvent event) {
    Uni.createFrom()
        .deferred(store::unfinishedDeletions)
        .onFailure(failure -> !stopping)
        .retry()
        .withBackOff(RETRY_FIRST, RETRY_MAX)
        .indefinitely()
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .subscribe()
        .with(this::goOn, Deletions::stopped);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /** Answers where the ledger has the deletion; goes on alone where the ledger does not answer. */
  Uni<Position> finish(AudienceId id) {
    return once(id).onFailure(LedgerUnavailable.class).invoke(() -> goOn(id));
  }

  private Uni<Position> once(AudienceId id) {
    return Uni.createFrom()
        .deferred(() -> ledger.audienceDeleted(id))
        .call(at -> store.deleted(id, at));
  }

  private void goOn(AudienceId id) {
    if (goingOn.add(id)) {
      once(id)
          .onFailure(failure -> !stopping && failure instanceof LedgerUnavailable)
          .retry()
          .withBackOff(RETRY_FIRST, RETRY_MAX)
          .indefinitely()
          .onTermination()
          .invoke(() -> goingOn.remove(id))
          .subscribe()
          .with(at -> {}, Deletions::stopped);
    }
  }

  private static void stopped(Throwable failure) {
    LOG.warnf("a deletion goes on at the next start: %s", failure.getClass().getName());
  }
}
