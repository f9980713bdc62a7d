package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads page by page, each beginning where the one before ended: the client hands on everything
 * that a read was asked for as fast as it comes, so a page is the limit of what waits in memory.
 */
final class EntryReads {
  private final EventReads reads;
  private final Positions positions;
  private final EventStoreDbSettings settings;

  EntryReads(EventReads reads, Positions positions, EventStoreDbSettings settings) {
    this.reads = reads;
    this.positions = positions;
    this.settings = settings;
  }

  Multi<StoredEntry> stream(StreamName stream, long fromRevision) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new AtomicLong(Math.max(0, fromRevision)),
            next -> streamPage(stream, next.get()).invoke(page -> next.addAndGet(page.size())))
        .whilst(page -> page.size() >= settings.pageEntries())
        .onItem()
        .disjoint();
  }

  private Uni<List<StoredEntry>> streamPage(StreamName stream, long fromRevision) {
    return reads
        .streamEvents(stream.value(), fromRevision, settings.pageEntries())
        .invoke(events -> requireNoGap(stream, fromRevision, events))
        .chain(positions::entries);
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
    return Multi.createFrom()
        .deferred(() -> {
          var walk = new Walk(after);
          return Multi.createBy()
              .repeating()
              .uni(() -> walk.page())
              .whilst(_ -> walk.hasMore)
              .onItem()
              .<StoredEntry>disjoint();
        })
        .select()
        .first(entry -> !entry.position().isAfter(last));
  }

  /** A way through {@code $all}, which may lead past events that only look like the ledger's. */
  private final class Walk {
    private Position at;
    private boolean hasMore;

    Walk(Position after) {
      this.at = after;
    }

    /** A read begins with the event at its position, which was handed on before. */
    Uni<List<StoredEntry>> page() {
      Position after = at;
      int max = settings.pageEntries() + (after.equals(Position.START) ? 0 : 1);
      return reads
          .filtered(Streams.OURS, after, max)
          .map(events -> {
            hasMore = events.size() == max;
            if (!events.isEmpty()) {
              at = Entries.positionInAll(events.getLast());
            }
            return events.stream()
                .filter(event -> Entries.isEntry(event.getEvent()))
                .map(event -> Entries.entry(event.getEvent(), Entries.positionInAll(event)))
                .filter(entry -> entry.position().isAfter(after))
                .toList();
          });
    }
  }
}
