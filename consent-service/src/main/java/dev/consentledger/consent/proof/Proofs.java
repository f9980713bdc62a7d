package dev.consentledger.consent.proof;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.ConsistencyProof;
import dev.consentledger.kernel.proof.InclusionProof;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.TreeHead;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Proofs over the stored tiles, each verified before it leaves. Fails with {@link TilesUnfit} where
 * the tiles don't lead to the checkpoint's root.
 */
public interface Proofs {
  int INDICES_MAX = 256;

  /**
   * The proof file of the entry at this position, under the published checkpoint. Waits for that up
   * to {@code consentledger.proof.wait-limit}, then fails with {@link ProofPending}; empty where
   * the position holds no entry.
   */
  Uni<Optional<TlogProof>> proofOf(Position position);

  /** The same by index; empty where the ledger has no such entry. */
  Uni<Optional<TlogProof>> proofOf(long index);

  /** The proof file of an entry under this checkpoint. The index is below its size. */
  Uni<TlogProof> proofOf(long index, SignedCheckpoint under);

  /** Inclusion proofs of at most {@link #INDICES_MAX} leaves in one tree. */
  Uni<Map<Long, InclusionProof>> inclusion(Collection<Long> indices, TreeHead head);

  /** That the newer tree continues the older one. */
  Uni<ConsistencyProof> consistency(TreeHead older, TreeHead newer);

  /** The published checkpoint once it covers the position, within the same limit. */
  Uni<SignedCheckpoint> covering(Position position);
}
