package dev.consentledger.consent.proof;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log as it is stored, the same on every instance. Nothing here is checked against the ledger:
 * that is what a replay does.
 */
public interface LogView {
  /** The log's name, the first line of each of its checkpoints. */
  String origin();

  /**
   * The log's public keys that sign now, the newest last: two while it changes its key. Throws
   * {@link ProofsOff} where this service has no signing key.
   */
  List<VerifierKey> verifiers();

  /** Every key that ever signed for this log, as far as key changes prove it, the newest last. */
  Uni<List<VerifierKey>> everyVerifier();

  /** How far entries have their leaf, signed or not yet. */
  Uni<Integrated> integrated();

  /** The checkpoint that is served: the newest with as many cosignatures as the settings ask. */
  Uni<Optional<SignedCheckpoint>> published();

  /** Every checkpoint that was ever signed, the smallest tree first. Reads page by page. */
  Multi<SignedCheckpoint> signed();

  /** The checkpoint of exactly this size. */
  Uni<Optional<SignedCheckpoint>> signedAt(long size);

  /**
   * The tiles that are stored of those asked for, each exactly as wide as asked; a tile that is
   * missing or narrower is left out.
   */
  Uni<Map<TileId, HashTile>> tiles(Collection<TileId> ids);

  /** Every stored tile, level by level, left to right. Reads page by page. */
  Multi<StoredTile> tiles();

  /** The head of all leaves and the position of the last one's entry. */
  record Integrated(TreeHead head, Position position) {}

  /** A tile as it is stored. */
  record StoredTile(TileId id, HashTile tile) {}
}
