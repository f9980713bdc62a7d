package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Signs as the log. The keys may lie elsewhere; whoever can call this can speak for the log. */
interface CheckpointSigner {
  /** Of the keys that sign now, the newest last: more than one while the log changes its key. */
  List<VerifierKey> verifiers();

  /** Signed by each of them. */
  Uni<SignedNote> sign(Checkpoint checkpoint);

  /** The log's word that each key follows the one before it; none where there is one key. */
  List<SignedNote> keyChanges();
}
