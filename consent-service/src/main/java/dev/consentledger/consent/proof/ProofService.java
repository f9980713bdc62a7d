package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.Leaders;
import dev.consentledger.consent.ledger.EventLedger;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Proof's life within the service. */
@ApplicationScoped
class ProofService {
  /** The name of the lock; its id is {@code Leadership.lockId("proof")}. */
  static final String LEADER_NAME = "proof";

  private static final Logger LOG = Logger.getLogger(ProofService.class);

  private final ProofSettings settings;
  private final Leaders leaders;
  private final IntegrationTerm.Parts parts;
  private final Tiles tiles;
  private final TileProofs proofs;
  private final ProofStatus status;
  private final Witnesses witnesses;

  ProofService(
      ProofSettings settings,
      Leaders leaders,
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
    this.leaders = leaders;
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
    leaders.start(
        status,
        thread -> new Integration(parts, tiles, proofs, witnesses.open(thread), thread, status));
  }
}
