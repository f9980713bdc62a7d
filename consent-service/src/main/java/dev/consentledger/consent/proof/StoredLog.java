package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log in the tables, which every instance reads and one writes. */
@Singleton
final class StoredLog implements LogView {
  private final LogKey key;
  private final KeyChanges changes;
  private final TreeStore store;
  private final Checkpoints checkpoints;
  private final Tiles tiles;
  private final int cosignaturesMin;

  StoredLog(
      LogKey key,
      KeyChanges changes,
      TreeStore store,
      Checkpoints checkpoints,
      Tiles tiles,
      ProofSettings settings) {
    this.key = key;
    this.changes = changes;
    this.store = store;
    this.checkpoints = checkpoints;
    this.tiles = tiles;
    this.cosignaturesMin = settings.cosignaturesMin();
  }

  @Override
  public String origin() {
    return key.origin();
  }

  @Override
  public List<VerifierKey> verifiers() {
    return key.signer().verifiers();
  }

  @Override
  public Uni<List<VerifierKey>> everyVerifier() {
    return Uni.createFrom().deferred(() -> changes.everyKey(verifiers()));
  }

  @Override
  public Uni<Integrated> integrated() {
    return store.integrated();
  }

  @Override
  public Uni<Optional<SignedCheckpoint>> published() {
    return checkpoints.newestCosigned(cosignaturesMin);
  }

  @Override
  public Multi<SignedCheckpoint> signed() {
    return checkpoints.all();
  }

  @Override
  public Uni<Optional<SignedCheckpoint>> signedAt(long size) {
    return checkpoints.at(size);
  }

  @Override
  public Uni<Map<TileId, HashTile>> tiles(Collection<TileId> ids) {
    return tiles.read(ids);
  }

  @Override
  public Multi<StoredTile> tiles() {
    return tiles.all();
  }
}
