package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.RecordedEvent;
import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The position of each event of a stream. Servers from 22.10 tell it. For the ones before, it is
 * remembered from appends and from following, or else read from {@code $all}, from the position on
 * that the event's own metadata names, in its stream alone.
 */
final class Positions {
  private static final int EVENTS_PER_LOOK = 32;

  private final EventReads reads;
  private final Map<UUID, Position> remembered;

  Positions(EventReads reads, EventStoreDbSettings settings) {
    this.reads = reads;
    this.remembered = new Remembered(settings.positionsRemembered());
  }

  void remember(UUID event, Position position) {
    synchronized (remembered) {
      remembered.put(event, position);
    }
  }

  private @Nullable Position recall(UUID event) {
    synchronized (remembered) {
      return remembered.get(event);
    }
  }

  Uni<List<StoredEntry>> entries(List<ResolvedEvent> events) {
    if (events.stream().allMatch(event -> Entries.position(event).isPresent())) {
      return Uni.createFrom()
          .item(
              events.stream()
                  .map(event -> Entries.entry(event.getEvent(), Entries.positionInAll(event)))
                  .toList());
    }
    return Multi.createFrom()
        .iterable(events)
        .onItem()
        .transformToUniAndConcatenate(this::entry)
        .collect()
        .asList();
  }

  private Uni<StoredEntry> entry(ResolvedEvent event) {
    RecordedEvent recorded = event.getEvent();
    Position known = Entries.position(event).orElseGet(() -> recall(recorded.getEventId()));
    Uni<Position> position =
        known == null
            ? find(recorded, EntryMetadata.of(recorded.getUserMetadata()).after())
            : Uni.createFrom().item(known);
    return position.map(at -> Entries.entry(recorded, at));
  }

  /** The stream's events in {@code $all} have the order of its revisions. */
  private Uni<Position> find(RecordedEvent wanted, Position from) {
    return reads
        .filtered(Streams.only(wanted.getStreamId()), from, EVENTS_PER_LOOK)
        .chain(found -> {
          for (ResolvedEvent event : found) {
            if (event.getEvent().getRevision() == wanted.getRevision()) {
              Position position = Entries.positionInAll(event);
              remember(wanted.getEventId(), position);
              return Uni.createFrom().item(position);
            }
          }
          if (found.size() < EVENTS_PER_LOOK) {
            return Uni.createFrom()
                .failure(new LedgerUnavailable("an entry's position was not found in $all"));
          }
          return find(wanted, Entries.positionInAll(found.getLast()));
        });
  }

  /** The ones that were used last. */
  private static final class Remembered extends LinkedHashMap<UUID, Position> {
    private static final long serialVersionUID = 1L;
    private final int max;

    Remembered(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Position> eldest) {
      return size() > max;
    }
  }
}
