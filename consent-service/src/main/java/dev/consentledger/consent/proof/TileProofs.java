package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.ConsistencyProof;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.InclusionProof;
import dev.consentledger.kernel.proof.MerkleTree;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TreeHead;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Computes proofs from the stored tiles that they need, and verifies each before it leaves. */
@Singleton
final class TileProofs {
  private final Tiles tiles;

  TileProofs(Tiles tiles) {
    this.tiles = tiles;
  }

  Uni<Map<Long, InclusionProof>> inclusion(Collection<Long> indices, TreeHead head) {
    if (indices.size() > Proofs.INDICES_MAX) {
      throw new IllegalArgumentException("at most " + Proofs.INDICES_MAX + " proofs at once");
    }
    var needed = new HashSet<TileId>();
    for (long index : indices) {
      needed.addAll(MerkleTree.tilesForInclusion(index, head.size()));
      needed.add(TileId.inTree(0, index / TileId.WIDTH, head.size()));
    }
    return with(
        needed,
        found -> {
          var tree = new MerkleTree(head.size(), TileSource.of(found));
          var proofs = new LinkedHashMap<Long, InclusionProof>();
          for (long index : indices) {
            InclusionProof proof = tree.inclusionProof(index);
            proof.verify(leafHash(found, index, head.size()), head);
            proofs.put(index, proof);
          }
          return proofs;
        });
  }

  private static Hash leafHash(Map<TileId, HashTile> found, long index, long size) {
    HashTile tile = TileSource.of(found).tile(TileId.inTree(0, index / TileId.WIDTH, size));
    return tile.hashes().get((int) (index % TileId.WIDTH));
  }

  Uni<ConsistencyProof> consistency(TreeHead older, TreeHead newer) {
    Set<TileId> needed =
        older.size() == 0
            ? new LinkedHashSet<>()
            : MerkleTree.tilesForConsistency(older.size(), newer.size());
    return with(
        needed,
        found -> {
          ConsistencyProof proof =
              new MerkleTree(newer.size(), TileSource.of(found)).consistencyProof(older.size());
          proof.verify(older, newer);
          return proof;
        });
  }

  private <T> Uni<T> with(Set<TileId> needed, Function<Map<TileId, HashTile>, T> compute) {
    return tiles
        .read(needed)
        .map(compute)
        .onFailure(ProofException.class)
        .transform(failure ->
            new TilesUnfit("the stored tiles do not fit: " + failure.getMessage(), failure));
  }
}
