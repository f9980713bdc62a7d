package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.postgres.BatchDecision.Outcome;
import dev.consentledger.consent.ledger.postgres.BatchDecision.Place;
import dev.consentledger.consent.ledger.postgres.BatchDecision.Row;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One batch in one transaction: lock the head, look up what the batch touches, decide, insert. The
 * lock makes all instances' batches take turns until they have committed, so that commits come in
 * the order of positions.
 */
final class AppendTransaction {
  // One index probe a stream; max() over a whole stream's revisions would grow with its history.
  private static final String LAST_REVISIONS =
      """
      SELECT wanted.stream, last.revision
      FROM unnest($1::text[]) AS wanted (stream)
      CROSS JOIN LATERAL (
        SELECT revision FROM ledger_entry entry
        WHERE entry.stream = wanted.stream ORDER BY revision DESC LIMIT 1) AS last
      """;

  private static final String PLACES =
      "SELECT event_id, stream, revision, position FROM ledger_entry WHERE event_id = ANY ($1::uuid[])";

  private static final String INSERT =
      """
      INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes, trace_context)
      SELECT * FROM unnest(
        $1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::bytea[], $7::text[])
      """;

  private final Pool pool;
  private final String lockHead;

  AppendTransaction(Pool pool, Duration timeout) {
    this.pool = pool;
    // An instance that stops answering must not keep the head locked, and an acknowledged append
    // must be on disk, whatever the role's own settings say.
    this.lockHead =
        """
        SET LOCAL synchronous_commit = on;
        SET LOCAL lock_timeout = %1$d;
        SET LOCAL statement_timeout = %1$d;
        SET LOCAL idle_in_transaction_session_timeout = %1$d;
        SELECT position FROM ledger_head FOR UPDATE
        """
            .formatted(timeout.toMillis());
  }

  /** One outcome for each append, in order, once the transaction has committed. */
  Uni<List<Outcome>> run(List<Append> batch) {
    return pool.withTransaction(connection ->
        lockAndLookUp(connection, batch)
            .chain(decision -> {
              List<Outcome> outcomes = batch.stream().map(decision::decide).toList();
              return insert(connection, decision.rows()).replaceWith(outcomes);
            }));
  }

  /** Sends the three queries at once; the server runs the look-ups after it has the lock. */
  private Uni<BatchDecision> lockAndLookUp(SqlConnection connection, List<Append> batch) {
    String[] streams =
        batch.stream().map(append -> append.stream().value()).distinct().toArray(String[]::new);
    UUID[] ids =
        batch.stream()
            .flatMap(append -> append.entries().stream())
            .map(entry -> entry.id().value())
            .toArray(UUID[]::new);
    return Uni.combine()
        .all()
        .unis(
            connection.query(lockHead).execute().map(AppendTransaction::lastResult),
            connection.preparedQuery(LAST_REVISIONS).execute(Tuple.of(streams)),
            connection.preparedQuery(PLACES).execute(Tuple.of(ids)))
        .with((head, revisions, places) ->
            new BatchDecision(
                head.iterator().next().getLong("position"),
                lastRevisions(revisions),
                places(places)));
  }

  private static RowSet<io.vertx.mutiny.sqlclient.Row> lastResult(
      RowSet<io.vertx.mutiny.sqlclient.Row> results) {
    var result = results;
    while (result.next() != null) {
      result = result.next();
    }
    return result;
  }

  private static Map<StreamName, Long> lastRevisions(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
    var revisions = new HashMap<StreamName, Long>();
    rows.forEach(
        row -> revisions.put(new StreamName(row.getString("stream")), row.getLong("revision")));
    return revisions;
  }

  private static Map<EventId, Place> places(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
    var places = new HashMap<EventId, Place>();
    rows.forEach(row ->
        places.put(
            new EventId(row.getUUID("event_id")),
            new Place(
                new StreamName(row.getString("stream")),
                row.getLong("revision"),
                row.getLong("position"))));
    return places;
  }

  private static Uni<Void> insert(SqlConnection connection, List<Row> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    var tuple =
        Tuple.tuple()
            .addArrayOfLong(rows.stream().map(row -> row.place().position()).toArray(Long[]::new))
            .addArrayOfString(
                rows.stream().map(row -> row.place().stream().value()).toArray(String[]::new))
            .addArrayOfLong(rows.stream().map(row -> row.place().revision()).toArray(Long[]::new))
            .addArrayOfUUID(rows.stream().map(row -> row.entry().id().value()).toArray(UUID[]::new))
            .addArrayOfString(rows.stream().map(row -> row.entry().type()).toArray(String[]::new))
            .addValue(
                rows.stream()
                    .map(row -> Buffer.buffer(row.entry().bytes().array()))
                    .toArray(Buffer[]::new))
            .addArrayOfString(
                rows.stream().map(row -> row.entry().traceContext()).toArray(String[]::new));
    return connection.preparedQuery(INSERT).execute(tuple).replaceWithVoid();
  }
}
