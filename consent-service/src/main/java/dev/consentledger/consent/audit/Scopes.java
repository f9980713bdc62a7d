package dev.consentledger.consent.audit;

import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.proof.LogView;
import dev.consentledger.consent.proof.Proofs;
import dev.consentledger.consent.proof.SignedCheckpoint;
import jakarta.inject.Singleton;

/**
 * Which entries a replay is about: those of one signed checkpoint that covers the record of its
 * call. It is chosen once and stored, so that starting again changes nothing.
 */
@Singleton
final class Scopes {
  private final LogView log;
  private final Proofs proofs;
  private final ReplayStore store;
  private final OwnThread own;

  Scopes(LogView log, Proofs proofs, ReplayStore store, AuditSettings settings) {
    this.log = log;
    this.proofs = proofs;
    this.store = store;
    this.own = new OwnThread(settings.readLimit());
  }

  /** Throws ProofPending where no checkpoint covers the call within the log's limit. */
  SignedCheckpoint of(Running running) {
    Replay replay = running.replay();
    long size =
        replay.size().isPresent()
            ? replay.size().getAsLong()
            : own.get(
                    proofs
                        .covering(replay.position())
                        .chain(covering ->
                            store.fixSize(replay.id(), running.claim(), covering.size())))
                .orElseThrow(Watch.Stopped::new);
    return ofSize(size);
  }

  /** The checkpoint of a replay that is done. */
  SignedCheckpoint ofSize(long size) {
    return own.get(log.signedAt(size))
        .orElseThrow(() ->
            new ReplayFailed(
                Why.LEDGER_DIFFERS, "the checkpoint of size " + size + " is stored no more"));
  }
}
