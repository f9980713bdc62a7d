package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.kurrent.dbclient.EventData;
import io.kurrent.dbclient.EventDataBuilder;
import io.kurrent.dbclient.RecordedEvent;
import io.kurrent.dbclient.ResolvedEvent;
import java.util.Optional;

/** Between the port's entries and the client's events. */
final class Entries {
  private static final String TOMBSTONE = "$streamDeleted";

  private Entries() {}

  /**
   * Binary, whatever the bytes are: a server takes an event that is called JSON apart for
   * projections and for its user interface, and these bytes are to come back as they are.
   */
  static EventData event(NewEntry entry, Position after) {
    return EventDataBuilder.binary(entry.id().value(), entry.type(), entry.bytes().array())
        .metadataAsBytes(new EntryMetadata(after, entry.traceContext()).bytes())
        .build();
  }

  static StoredEntry entry(RecordedEvent event, Position position) {
    return new StoredEntry(
        position,
        new StreamName(event.getStreamId()),
        event.getRevision(),
        new EventId(event.getEventId()),
        event.getEventType(),
        new EntryBytes(event.getEventData()),
        event.getCreated(),
        EntryMetadata.of(event.getUserMetadata()).traceContext());
  }

  /** Whether it is one of the ledger's, which a deleted stream's mark is not. */
  static boolean isEntry(RecordedEvent event) {
    return Streams.isOurs(event.getStreamId()) && !isTombstone(event);
  }

  static boolean isTombstone(RecordedEvent event) {
    return event.getEventType().equals(TOMBSTONE);
  }

  /** Empty in a stream of a server before 22.10, and always there in {@code $all}. */
  static Optional<Position> position(ResolvedEvent event) {
    return event.getPosition().map(position -> new Position(position.getCommitUnsigned()));
  }

  static Position positionInAll(ResolvedEvent event) {
    return position(event)
        .orElseThrow(() -> new IllegalArgumentException("an event of $all has a position"));
  }
}
