package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import java.time.Instant;

/**
 * An entry as the store gives it back.
 *
 * @param storedAt when the store took it, by the store's clock
 */
public record StoredEntry(
    Position position,
    StreamName stream,
    long revision,
    EventId id,
    String type,
    EntryBytes bytes,
    Instant storedAt) {}
