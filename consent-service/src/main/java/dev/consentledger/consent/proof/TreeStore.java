package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.NoLongerLeading;
import dev.consentledger.consent.proof.LogView.Integrated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The durable cursor and everything that moves with it, each time in one transaction. */
@Singleton
final class TreeStore {
  private final Pool pool;

  TreeStore(Pool pool) {
    this.pool = pool;
  }

  /** Where a leader begins, and the term that its saves belong to. */
  record Begun(long term, Integrated integrated) {}

  /**
   * One step of the tree.
   *
   * @param from the size that the step goes on from
   * @param checkpoint where the new head is signed with this step
   */
  record Step(
      long from,
      Integrated to,
      Map<TileId, HashTile> tiles,
      List<LeafRuns.Run> runs,
      Optional<SignedCheckpoint> checkpoint) {}

  Uni<Integrated> integrated() {
    return pool.query("SELECT size, root, position FROM proof_head")
        .execute()
        .map(rows -> integrated(rows.iterator().next()));
  }

  /** Begins a new term: no earlier one saves after this. */
  Uni<Begun> begin() {
    return pool.query(
            """
            UPDATE proof_head SET term = term + 1, saved_at = clock_timestamp()
            RETURNING term, size, root, position
            """)
        .execute()
        .map(rows -> {
          Row row = rows.iterator().next();
          return new Begun(row.getLong("term"), integrated(row));
        });
  }

  private static Integrated integrated(Row row) {
    return new Integrated(
        new TreeHead(row.getLong("size"), Checkpoints.hash(row)),
        new Position(row.getLong("position")));
  }

  /**
   * Saves a step. Fails with {@link NoLongerLeading} after a later term began, or where the stored
   * size is not the one that the step goes on from; then nothing of it is stored.
   */
  Uni<Void> save(long term, Step step) {
    return pool.withTransaction(connection ->
        moved(connection, term, step.from(), step.to())
            .chain(() -> Tiles.write(connection, step.tiles()))
            .chain(() -> LeafRuns.write(connection, step.runs()))
            .chain(() ->
                step.checkpoint()
                    .map(checkpoint -> Checkpoints.write(connection, checkpoint))
                    .orElseGet(() -> Uni.createFrom().voidItem())));
  }

  /** Forgets tiles and leaves, so that they are computed anew. What was signed stays. */
  Uni<Integrated> reset(Begun begun) {
    var empty = new Integrated(new TreeHead(0, new TreeHasher().emptyRoot()), Position.START);
    return pool.withTransaction(connection ->
            moved(connection, begun.term(), begun.integrated().head().size(), empty)
                .chain(() -> Tiles.clear(connection))
                .chain(() -> LeafRuns.clear(connection)))
        .replaceWith(empty);
  }

  /** Takes the row's lock, which makes a former leader's transaction wait and then fail. */
  private static Uni<Void> moved(SqlConnection connection, long term, long from, Integrated to) {
    Hash root = to.head().root();
    return connection
        .preparedQuery(
            """
            UPDATE proof_head
            SET size = $3, root = $4, position = $5, saved_at = clock_timestamp()
            WHERE term = $1 AND size = $2
            """)
        .execute(
            Tuple.of(
                term, from, to.head().size(), Buffer.buffer(root.bytes()), to.position().value()))
        .invoke(rows -> {
          if (rows.rowCount() != 1) {
            throw new NoLongerLeading(ProofService.LEADER_NAME, term);
          }
        })
        .replaceWithVoid();
  }
}
