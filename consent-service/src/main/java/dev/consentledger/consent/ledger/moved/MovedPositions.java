package dev.consentledger.consent.ledger.moved;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which position of the new store an entry that moved has there: both rise together. */
public final class MovedPositions {
  private final Pool pool;

  public MovedPositions(Pool pool) {
    this.pool = pool;
  }

  /**
   * One entry that moved.
   *
   * @param position of the entry, for ever
   * @param inStore the new store's own
   */
  public record Moved(Position position, Position inStore) {}

  /** The last one that moved; empty where nothing did. */
  public Uni<Optional<Moved>> last() {
    return pool.preparedQuery(
            """
            SELECT position, store_position FROM ledger_moved_entry
            ORDER BY position DESC LIMIT 1
            """)
        .execute()
        .map(rows ->
            rows.size() == 0 ? Optional.empty() : Optional.of(moved(rows.iterator().next())));
  }

  /** Of those positions of the store that are here. */
  Uni<Map<Position, Position>> ofStore(Collection<Position> inStore) {
    Long[] wanted = inStore.stream().map(Position::value).toArray(Long[]::new);
    return pool.preparedQuery(
            """
            SELECT position, store_position FROM ledger_moved_entry
            WHERE store_position = ANY($1)
            """)
        .execute(Tuple.tuple().addArrayOfLong(wanted))
        .map(rows -> {
          var found = new HashMap<Position, Position>();
          rows.forEach(row -> found.put(moved(row).inStore(), moved(row).position()));
          return found;
        });
  }

  /** The store's position of the last entry that moved and stands at or before this one. */
  Uni<Position> atOrBefore(Position position) {
    return pool.preparedQuery(
            """
            SELECT position, store_position FROM ledger_moved_entry WHERE position <= $1
            ORDER BY position DESC LIMIT 1
            """)
        .execute(Tuple.of(position.value()))
        .map(rows -> rows.size() == 0 ? Position.START : moved(rows.iterator().next()).inStore());
  }

  private static Moved moved(Row row) {
    return new Moved(
        new Position(row.getLong("position")), new Position(row.getLong("store_position")));
  }
}
