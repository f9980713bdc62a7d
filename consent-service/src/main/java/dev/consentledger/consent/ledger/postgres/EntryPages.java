package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;

/**
 * Reads entries page by page, each page beginning where the one before ended (a keyset), so that no
 * transaction and no cursor stays open while a slow reader thinks.
 */
final class EntryPages {
  private static final String COLUMNS =
      "SELECT position, stream, revision, event_id, type, bytes, stored_at, trace_context FROM ledger_entry ";
  private static final String OF_ALL =
      COLUMNS + "WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";
  private static final String OF_STREAM =
      COLUMNS + "WHERE stream = $1 AND revision > $2 ORDER BY revision LIMIT $3";
  private static final String HEAD = "SELECT position FROM ledger_head";

  private final Pool pool;
  private final LedgerSettings settings;

  EntryPages(Pool pool, LedgerSettings settings) {
    this.pool = pool;
    this.settings = settings;
  }

  /** One page of the whole ledger; it is the last one where it is not full. */
  Uni<List<StoredEntry>> page(long after, long last) {
    return read(OF_ALL, Tuple.of(after, last, settings.pageEntries()));
  }

  boolean isFull(List<StoredEntry> page) {
    return page.size() >= settings.pageEntries();
  }

  Multi<StoredEntry> all(long after, long last) {
    return pages(after, from -> page(from, last), entry -> entry.position().value());
  }

  Multi<StoredEntry> stream(StreamName stream, long fromRevision) {
    return pages(
        fromRevision - 1,
        from -> read(OF_STREAM, Tuple.of(stream.value(), from, settings.pageEntries())),
        StoredEntry::revision);
  }

  /** What has committed is visible to every read that begins later, so this is linearizable. */
  Uni<Position> head() {
    return execute(HEAD, Tuple.tuple())
        .map(rows -> new Position(rows.iterator().next().getLong("position")));
  }

  /** Asks for a page only when the one before was handed on. */
  private Multi<StoredEntry> pages(
      long after, LongFunction<Uni<List<StoredEntry>>> read, ToLongFunction<StoredEntry> key) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new AtomicLong(after),
            last ->
                read.apply(last.get())
                    .invoke(page -> {
                      if (!page.isEmpty()) {
                        last.set(key.applyAsLong(page.getLast()));
                      }
                    }))
        .whilst(this::isFull)
        .onItem()
        .disjoint();
  }

  private Uni<List<StoredEntry>> read(String sql, Tuple parameters) {
    return execute(sql, parameters)
        .map(rows ->
            StreamSupport.stream(rows.spliterator(), false).map(EntryPages::entry).toList());
  }

  private Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .ifNoItem()
        .after(settings.readTimeout())
        .fail()
        .onFailure()
        .transform(Trouble::of);
  }

  private static StoredEntry entry(Row row) {
    return new StoredEntry(
        new Position(row.getLong("position")),
        new StreamName(row.getString("stream")),
        row.getLong("revision"),
        new EventId(row.getUUID("event_id")),
        row.getString("type"),
        new EntryBytes(row.getBuffer("bytes").getBytes()),
        row.getOffsetDateTime("stored_at").toInstant(),
        row.getString("trace_context"));
  }
}
