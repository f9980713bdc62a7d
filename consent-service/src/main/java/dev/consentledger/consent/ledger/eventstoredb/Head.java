package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The ledger's last entry. The first look lets the server search back from the end of the log; each
 * further one reads back only to the last event that an earlier look has seen, whosever it was, so
 * that it costs what was written since and not what the server wrote while the ledger was silent.
 */
final class Head {
  private static final int EVENTS_FIRST = 4;
  private static final int EVENTS_NEXT = 64;

  private final EventReads reads;

  // Both only rise; the entry's is at most the end's.
  private Position entry = Position.START;
  private Position end = Position.START;

  Head(EventReads reads) {
    this.reads = reads;
  }

  /** A position that the ledger has reached for certain; START where nothing is known yet. */
  synchronized Position known() {
    return entry;
  }

  /** An entry is there: an append or a subscription told it. */
  synchronized void seen(Position told) {
    if (told.isAfter(entry)) {
      entry = told;
    }
  }

  Uni<Position> read() {
    return Uni.createFrom()
        .deferred(() -> {
          Position bound = bound();
          return bound.equals(Position.START) ? search() : look(bound);
        });
  }

  private synchronized Position bound() {
    return entry.isAfter(end) ? entry : end;
  }

  /** The end is read first: an entry that comes between the two reads lies after it. */
  private Uni<Position> search() {
    return reads
        .backwards(Position.START, 1)
        .chain(last -> {
          Position endThen =
              last.isEmpty() ? Position.START : Entries.positionInAll(last.getFirst());
          return reads
              .lastFiltered(Streams.OURS)
              .chain(found -> back(found, 1, Position.START))
              .map(position -> rise(position, endThen));
        });
  }

  private Uni<Position> look(Position bound) {
    return reads
        .backwards(Position.START, EVENTS_FIRST)
        .chain(events -> {
          Position endNow =
              events.isEmpty() ? Position.START : Entries.positionInAll(events.getFirst());
          if (bound.isAfter(endNow)) {
            throw new LedgerUnavailable(
                "the ledger's store ends at " + endNow + ", and was at " + bound + " before");
          }
          return back(events, EVENTS_FIRST, bound).map(found -> rise(found, endNow));
        });
  }

  /** Goes on backwards until an entry, or the bound, below which the known entry is the last. */
  private Uni<Position> back(List<ResolvedEvent> events, int asked, Position bound) {
    for (ResolvedEvent event : events) {
      Position position = Entries.positionInAll(event);
      if (!position.isAfter(bound) || Entries.isEntry(event.getEvent())) {
        return Uni.createFrom().item(position.isAfter(bound) ? position : known());
      }
    }
    if (events.size() < asked) {
      return Uni.createFrom().item(known());
    }
    return reads
        .backwards(Entries.positionInAll(events.getLast()), EVENTS_NEXT)
        .chain(more -> back(more, EVENTS_NEXT, bound));
  }

  private synchronized Position rise(Position found, Position endNow) {
    seen(found);
    if (endNow.isAfter(end)) {
      end = endNow;
    }
    return found;
  }
}
