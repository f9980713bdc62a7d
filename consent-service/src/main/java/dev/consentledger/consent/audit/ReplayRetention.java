package dev.consentledger.consent.audit;

import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;

/** Deletes what replays found when its time is over, a page at a time. Safe to repeat. */
@Singleton
final class ReplayRetention {
  static final int PAGE_ROWS_MAX = 100;

  private final Pool pool;

  ReplayRetention(Pool pool) {
    this.pool = pool;
  }

  /**
   * Ends the evidence of replays that ended before an instant, the oldest first; answers how many
   * they were, at most {@value #PAGE_ROWS_MAX}.
   */
  Uni<Integer> endEvidence(Instant endedBefore) {
    return pool.withTransaction(connection ->
        connection
            .preparedQuery(
                """
                SELECT replay, finding FROM replay
                WHERE finished_at < $1 AND evidence_gone_at IS NULL
                ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED
                """)
            .execute(Tuple.of(endedBefore.atOffset(ZoneOffset.UTC), PAGE_ROWS_MAX))
            .chain(rows ->
                Multi.createFrom()
                    .iterable(rows)
                    .onItem()
                    .transformToUniAndConcatenate(row -> end(connection, row))
                    .collect()
                    .asList()
                    .map(ended -> ended.size())));
  }

  private static Uni<Boolean> end(SqlConnection connection, Row row) {
    String finding = row.getString("finding");
    String left =
        finding == null ? null : JsonWriter.text(EndedEvidence.of(JsonReader.object(finding)));
    return connection
        .preparedQuery("DELETE FROM replay_subjects WHERE replay = $1")
        .execute(Tuple.of(row.getUUID("replay")))
        .chain(() ->
            connection
                .preparedQuery(
                    """
                    UPDATE replay SET finding = $2, proofs = NULL, failure_detail = NULL,
                      evidence_gone_at = clock_timestamp()
                    WHERE replay = $1
                    """)
                .execute(Tuple.of(row.getUUID("replay"), left)))
        .replaceWith(true);
  }

  /** Deletes replays that ended before an instant; answers how many, at most a page. */
  Uni<Integer> forget(Instant endedBefore) {
    return pool.preparedQuery(
            """
            DELETE FROM replay WHERE replay IN (
              SELECT replay FROM replay WHERE finished_at < $1 ORDER BY finished_at LIMIT $2)
            """)
        .execute(Tuple.of(endedBefore.atOffset(ZoneOffset.UTC), PAGE_ROWS_MAX))
        .map(rows -> rows.rowCount());
  }
}
