package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.kurrent.dbclient.KurrentDBClient;
import io.kurrent.dbclient.ReadAllOptions;
import io.kurrent.dbclient.ReadResult;
import io.kurrent.dbclient.ReadStreamOptions;
import io.kurrent.dbclient.ResolvedEvent;
import io.kurrent.dbclient.StreamNotFoundException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads page by page, each beginning where the one before ended: the client hands on everything
 * that a read was asked for as fast as it comes, so a page is the limit of what waits in memory.
 */
final class Reads {
  private final Calls calls;
  private final Positions positions;
  private final EventStoreDbSettings settings;

  Reads(Calls calls, Positions positions, EventStoreDbSettings settings) {
    this.calls = calls;
    this.positions = positions;
    this.settings = settings;
  }

  Multi<StoredEntry> stream(StreamName stream, long fromRevision) {
    return pages(
        () -> new long[] {Math.max(0, fromRevision)},
        next -> streamPage(stream, next[0]).invoke(page -> next[0] += page.size()));
  }

  private Uni<List<StoredEntry>> streamPage(StreamName stream, long fromRevision) {
    return streamEvents(stream.value(), fromRevision, settings.pageEntries())
        .invoke(events -> requireNoGap(stream, fromRevision, events))
        .chain(positions::entries);
  }

  /** Up to so many events of a stream, with the positions that the server tells. */
  Uni<List<ResolvedEvent>> streamEvents(String stream, long fromRevision, int max) {
    var options = ReadStreamOptions.get().forwards().fromRevision(fromRevision).maxCount(max);
    return read(client -> client.readStream(stream, options))
        .onFailure(Reads::isNotFound)
        .recoverWithItem(List.of());
  }

  /** The revisions of a ledger's stream have no gap, unless somebody truncated it. */
  private static void requireNoGap(
      StreamName stream, long fromRevision, List<ResolvedEvent> events) {
    long expected = fromRevision;
    for (ResolvedEvent event : events) {
      if (event.getEvent().getRevision() != expected++) {
        throw new LedgerUnavailable("stream " + stream + " was truncated in the ledger's store");
      }
    }
  }

  /** The ledger's entries strictly after a position, up to and with another. */
  Multi<StoredEntry> all(Position after, Position last) {
    return pages(
            () -> new Position[] {after},
            next ->
                allPage(next[0])
                    .invoke(page -> {
                      if (!page.isEmpty()) {
                        next[0] = page.getLast().position();
                      }
                    }))
        .select()
        .first(entry -> !entry.position().isAfter(last));
  }

  /** A read begins with the event at its position, which the reader has already. */
  private Uni<List<StoredEntry>> allPage(Position after) {
    boolean fromStart = after.equals(Position.START);
    int max = settings.pageEntries() + (fromStart ? 0 : 1);
    return filtered(Streams.OURS, after, max)
        .map(events ->
            events.stream()
                .filter(event -> Entries.isEntry(event.getEvent()))
                .map(event -> Entries.entry(event.getEvent(), Entries.positionInAll(event)))
                .filter(entry -> entry.position().isAfter(after))
                .toList());
  }

  /** The events at or after a position, of the streams that the server's filter takes. */
  Uni<List<ResolvedEvent>> filtered(String filter, Position from, int max) {
    var options =
        ReadAllOptions.get().forwards().maxCount(max).header(WireInterceptor.FILTER, filter);
    if (from.equals(Position.START)) {
      options.fromStart();
    } else {
      options.fromPosition(client(from));
    }
    return read(client -> client.readAll(options));
  }

  /** The last event before a position, or of all, that the server's filter takes. */
  Uni<List<ResolvedEvent>> lastFiltered(String filter) {
    var options =
        ReadAllOptions.get()
            .backwards()
            .fromEnd()
            .maxCount(1)
            .header(WireInterceptor.FILTER, filter);
    return read(client -> client.readAll(options));
  }

  /** Whatever is in the log before a position, the last first; before its end without one. */
  Uni<List<ResolvedEvent>> backwards(Position before, int max) {
    var options = ReadAllOptions.get().backwards().maxCount(max);
    if (before.equals(Position.START)) {
      options.fromEnd();
    } else {
      options.fromPosition(client(before));
    }
    return read(client -> client.readAll(options));
  }

  static io.kurrent.dbclient.Position client(Position position) {
    return new io.kurrent.dbclient.Position(position.value(), position.value());
  }

  private Uni<List<ResolvedEvent>> read(
      Function<KurrentDBClient, CompletableFuture<ReadResult>> request) {
    Duration limit = settings.readTimeout();
    return calls.run(limit, request).map(ReadResult::getEvents);
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof StreamNotFoundException;
  }

  /** Asks for a page only when the one before was handed on; the last is the one not full. */
  private <S> Multi<StoredEntry> pages(
      Supplier<S> state, Function<S, Uni<? extends List<StoredEntry>>> page) {
    return Multi.createBy()
        .repeating()
        .uni(state, page)
        .whilst(entries -> entries.size() >= settings.pageEntries())
        .onItem()
        .disjoint();
  }
}
