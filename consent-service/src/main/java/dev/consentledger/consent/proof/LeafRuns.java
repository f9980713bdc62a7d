package dev.consentledger.consent.proof;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Leaves and their positions as runs of neighbours, so that a ledger without gaps costs one row and
 * one with gaps everywhere a row an entry.
 */
@Singleton
final class LeafRuns implements LeafIndex {
  private static final String INDICES =
      """
      SELECT wanted.position, run.index + (wanted.position - run.position) AS index
      FROM proof_head head
      CROSS JOIN unnest($1::bigint[]) AS wanted (position)
      CROSS JOIN LATERAL (
        SELECT index, position FROM proof_leaf_run
        WHERE position <= wanted.position ORDER BY position DESC LIMIT 1) AS run
      WHERE wanted.position <= head.position
        AND NOT EXISTS (
          SELECT 1 FROM proof_leaf_run later
          WHERE later.index > run.index
            AND later.index <= run.index + (wanted.position - run.position))
      """;

  private static final String POSITION =
      """
      SELECT run.position + ($1 - run.index) AS position
      FROM proof_head head
      CROSS JOIN LATERAL (
        SELECT index, position FROM proof_leaf_run
        WHERE index <= $1 ORDER BY index DESC LIMIT 1) AS run
      WHERE $1 < head.size
      """;

  private final Pool pool;

  LeafRuns(Pool pool) {
    this.pool = pool;
  }

  /** A leaf whose position is not one above that of the leaf before. */
  record Run(long index, Position position) {}

  @Override
  public Uni<OptionalLong> indexOf(Position position) {
    return indicesOf(List.of(position))
        .map(found -> {
          Long index = found.get(position);
          return index == null ? OptionalLong.empty() : OptionalLong.of(index);
        });
  }

  @Override
  public Uni<Map<Position, Long>> indicesOf(Collection<Position> positions) {
    if (positions.size() > POSITIONS_MAX) {
      throw new IllegalArgumentException("at most " + POSITIONS_MAX + " positions at once");
    }
    Long[] values = positions.stream().map(Position::value).distinct().toArray(Long[]::new);
    return pool.preparedQuery(INDICES)
        .execute(Tuple.tuple().addValue(values))
        .map(rows -> {
          var found = new HashMap<Position, Long>();
          rows.forEach(
              row -> found.put(new Position(row.getLong("position")), row.getLong("index")));
          return found;
        });
  }

  @Override
  public Uni<Optional<Position>> positionOf(long index) {
    return pool.preparedQuery(POSITION)
        .execute(Tuple.of(index))
        .map(rows ->
            rows.size() == 0
                ? Optional.empty()
                : Optional.of(new Position(rows.iterator().next().getLong("position"))));
  }

  static Uni<Void> write(SqlConnection connection, List<Run> runs) {
    if (runs.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    var tuple =
        Tuple.tuple()
            .addValue(runs.stream().map(Run::index).toArray(Long[]::new))
            .addValue(runs.stream().map(run -> run.position().value()).toArray(Long[]::new));
    return connection
        .preparedQuery(
            """
            INSERT INTO proof_leaf_run (index, position)
            SELECT * FROM unnest($1::bigint[], $2::bigint[])
            """)
        .execute(tuple)
        .replaceWithVoid();
  }

  static Uni<Void> clear(SqlConnection connection) {
    return connection.query("DELETE FROM proof_leaf_run").execute().replaceWithVoid();
  }
}
