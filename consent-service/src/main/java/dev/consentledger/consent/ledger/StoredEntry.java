package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the store gives it back.
 *
 * @param storedAt when the store took it, by the store's clock
 * @param traceContext as it was given with the entry; null where the entry came from no sampled
 *     trace
 */
public record StoredEntry(
    Position position,
    StreamName stream,
    long revision,
    EventId id,
    String type,
    EntryBytes bytes,
    Instant storedAt,
    @Nullable String traceContext) {
  /** An entry that came from no sampled trace. */
  public StoredEntry(
      Position position,
      StreamName stream,
      long revision,
      EventId id,
      String type,
      EntryBytes bytes,
      Instant storedAt) {
    this(position, stream, revision, id, type, bytes, storedAt, null);
  }
}
