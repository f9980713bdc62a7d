package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.batch.Gathering;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

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

  /** An index scan a stream, whatever the planner thinks of the array's length. */
  private static final String BEGINNINGS =
      """
      SELECT wanted.number::integer AS number, entry.*
      FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS wanted (stream, after, number)
      CROSS JOIN LATERAL (
        SELECT position, stream, revision, event_id, type, bytes, stored_at, trace_context
        FROM ledger_entry
        WHERE stream = wanted.stream AND revision > wanted.after
        ORDER BY revision LIMIT $3) AS entry
      ORDER BY wanted.number, entry.revision
      """;

  /** Most streams are shorter; a longer one is read on by itself. */
  private static final int BEGINNING_ENTRIES = 16;

  /** Of one query: with the entries at their longest it answers 64 MiB. */
  private static final int BEGINNINGS_MAX = 64;

  private final Pool pool;
  private final LedgerSettings settings;
  private final int beginningEntries;

  /** Each write reads its stream first: together they cost one query. */
  private final Gathering<Beginning, List<StoredEntry>> beginnings =
      new Gathering<>(BEGINNINGS_MAX, this::readBeginnings);

  EntryPages(Pool pool, LedgerSettings settings) {
    this.pool = pool;
    this.settings = settings;
    this.beginningEntries = Math.min(BEGINNING_ENTRIES, settings.pageEntries());
  }

  private record Beginning(StreamName stream, long after) {}

  /** One page of the whole ledger; it is the last one where it is not full. */
  Uni<List<StoredEntry>> page(long after, long last) {
    return page(after, last, settings.pageEntries());
  }

  Uni<List<StoredEntry>> page(long after, long last, int entriesMax) {
    return read(OF_ALL, Tuple.of(after, last, entriesMax));
  }

  boolean isFull(List<StoredEntry> page) {
    return page.size() >= settings.pageEntries();
  }

  Multi<StoredEntry> all(long after, long last) {
    return pages(after, from -> page(from, last), entry -> entry.position().value());
  }

  Multi<StoredEntry> stream(StreamName stream, long fromRevision) {
    return beginnings
        .ask(new Beginning(stream, fromRevision - 1))
        .onItem()
        .transformToMulti(begun ->
            begun.size() < beginningEntries
                ? Multi.createFrom().iterable(begun)
                : Multi.createBy()
                    .concatenating()
                    .streams(
                        Multi.createFrom().iterable(begun),
                        rest(stream, begun.getLast().revision())));
  }

  private Multi<StoredEntry> rest(StreamName stream, long after) {
    return pages(
        after,
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

  private Uni<Map<Beginning, List<StoredEntry>>> readBeginnings(List<Beginning> wanted) {
    var streams = wanted.stream().map(one -> one.stream().value()).toArray(String[]::new);
    var after = wanted.stream().map(Beginning::after).toArray(Long[]::new);
    return execute(BEGINNINGS, Tuple.of(streams, after, beginningEntries))
        .map(rows -> {
          var answers = new LinkedHashMap<Beginning, List<StoredEntry>>();
          wanted.forEach(one -> answers.put(one, new ArrayList<>()));
          List<List<StoredEntry>> inOrder = List.copyOf(answers.values());
          for (Row row : rows) {
            inOrder.get(row.getInteger(0) - 1).add(entry(row, 1));
          }
          return answers;
        });
  }

  private Uni<List<StoredEntry>> read(String sql, Tuple parameters) {
    return execute(sql, parameters)
        .map(rows -> {
          var entries = new ArrayList<StoredEntry>(rows.size());
          for (Row row : rows) {
            entries.add(entry(row, 0));
          }
          return entries;
        });
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

  /** By the columns' places, from the first on: a name would be looked up for each. */
  private static StoredEntry entry(Row row, int first) {
    return new StoredEntry(
        new Position(row.getLong(first)),
        new StreamName(row.getString(first + 1)),
        row.getLong(first + 2),
        new EventId(row.getUUID(first + 3)),
        row.getString(first + 4),
        new EntryBytes(row.getBuffer(first + 5).getBytes()),
        row.getOffsetDateTime(first + 6).toInstant(),
        row.getString(first + 7));
  }
}
