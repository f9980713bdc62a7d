package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.NoLongerLeading;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The durable cursor: the position up to which Kafka has acknowledged everything. It is saved
 * together with the grants that end by themselves, as of that position.
 */
@Singleton
final class PublicationCursor {
  private final Pool pool;

  PublicationCursor(Pool pool) {
    this.pool = pool;
  }

  /** Where a leader begins, and the term that its saves belong to. */
  record Begun(long term, Position position) {}

  /**
   * Begins a new term: no earlier one saves after this. Begins before the first entry where the
   * topic is another than the cursor was saved for. Fails with {@link TopicRefused} where a backup
   * was restored and the topic is not a new one: its readers are ahead of the ledger, and would
   * take what is told now for repeats.
   */
  Uni<Begun> begin(PermissionsTopic.Claimed topic) {
    return pool.preparedQuery(
            """
            UPDATE publication_cursor
            SET term = term + 1, topic_id = $1, saved_at = clock_timestamp(),
                position = CASE WHEN topic_id = $1 THEN position ELSE 0 END, restored = false
            WHERE NOT restored OR $2
            RETURNING term, position
            """)
        .execute(Tuple.of(topic.id(), topic.isEmpty()))
        .map(rows -> {
          if (rows.size() == 0) {
            throw new TopicRefused(
                topic.topic(),
                "the ledger was restored from a backup, and the topic tells of what came after it;"
                    + " delete the topic: it is made anew");
          }
          Row row = rows.iterator().next();
          return new Begun(row.getLong("term"), new Position(row.getLong("position")));
        });
  }

  /** Saves both in one transaction. Fails with {@link NoLongerLeading} after a later term began. */
  Uni<Void> save(long term, Position position, List<GrantExpiry.Change> expiries) {
    return pool.withTransaction(connection ->
        moved(connection, term, position).chain(() -> GrantExpiries.apply(connection, expiries)));
  }

  private static Uni<Void> moved(SqlConnection connection, long term, Position position) {
    return connection
        .preparedQuery(
            """
            UPDATE publication_cursor SET position = $2, saved_at = clock_timestamp()
            WHERE term = $1
            """)
        .execute(Tuple.of(term, position.value()))
        .invoke(rows -> {
          if (rows.rowCount() != 1) {
            throw new NoLongerLeading(PublicationService.LEADER_NAME, term);
          }
        })
        .replaceWithVoid();
  }
}
