package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.LeaderSettings;
import dev.consentledger.consent.leader.Leadership;
import dev.consentledger.consent.leader.LockConnections;
import dev.consentledger.consent.ledger.EventLedger;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Proof's life within the service. */
@ApplicationScoped
class ProofService {
  /** The name of the lock; its id is {@code Leadership.lockId("proof")}. */
  static final String LEADER_NAME = "proof";

  private static final Logger LOG = Logger.getLogger(ProofService.class);

  private final ProofSettings settings;
  private final LeaderSettings leaderSettings;
  private final LockConnections connections;
  private final IntegrationTerm.Parts parts;
  private final Tiles tiles;
  private final TileProofs proofs;
  private final ProofStatus status;
  private final Witnesses witnesses;
  private @Nullable ScheduledExecutorService executor;
  private @Nullable Integration integration;

  ProofService(
      ProofSettings settings,
      LeaderSettings leaderSettings,
      LockConnections connections,
      EventLedger ledger,
      LogKey key,
      TreeStore store,
      Checkpoints checkpoints,
      Tiles tiles,
      TileProofs proofs,
      Clock clock,
      ProofStatus status,
      Witnesses witnesses) {
    this.settings = settings;
    this.leaderSettings = leaderSettings;
    this.connections = connections;
    this.parts = new IntegrationTerm.Parts(ledger, store, checkpoints, key, settings, clock);
    this.tiles = tiles;
    this.proofs = proofs;
    this.status = status;
    this.witnesses = witnesses;
  }

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      LOG.info("Proof is off: consentledger.proof.enabled=false");
      return;
    }
    if (settings.signingKeyFile().isEmpty()) {
      throw new IllegalArgumentException(ProofSettings.KEY_FILE + ": must be set");
    }
    LOG.infof("The log's keys are %s, the newest last", parts.key().signer().verifiers());
    ScheduledExecutorService thread = ProofThread.start();
    var started = new Integration(parts, tiles, proofs, witnesses.open(thread), thread, status);
    executor = thread;
    integration = started;
    started.start(new Leadership(LEADER_NAME, connections, leaderSettings, thread, started));
  }

  void stop(@Observes ShutdownEvent event) {
    if (integration == null || executor == null) {
      return;
    }
    try {
      integration.stop().get(settings.answerLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("Proof did not end in time: %s", e.getClass().getSimpleName());
    } finally {
      executor.shutdownNow();
    }
  }
}
