package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Uni;

/** Signs as the log. The key may lie elsewhere; whoever can call this can speak for the log. */
interface CheckpointSigner {
  VerifierKey verifier();

  Uni<SignedNote> sign(Checkpoint checkpoint);
}
