package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.AuditCallId;
import dev.consentledger.kernel.event.AuditEvent.AuditCallRecorded;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Records every look into the ledger, in the ledger, before it is answered. */
@Singleton
final class AuditCalls {
  private static final int RETRIES_MAX = 3;
  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final Duration PAUSE_MAX = Duration.ofMillis(500);

  private final EventLedger ledger;
  private final Clock clock;
  private final String cell;

  @Inject
  AuditCalls(EventLedger ledger, Clock clock, ConsentSettings settings) {
    this(ledger, clock, settings.cell());
  }

  AuditCalls(EventLedger ledger, Clock clock, String cell) {
    this.ledger = ledger;
    this.clock = clock;
    this.cell = cell;
  }

  /** Appends the call to a stream of its own, once: a repeated append has the same event id. */
  Uni<Position> record(AuditCallRecorded call) {
    var id = new AuditCallId(UUID.randomUUID());
    var header =
        new EntryHeader(new EventId(UUID.randomUUID()), cell, id.stream(), clock.instant(), 0);
    var entry =
        new NewEntry(
            header.id(),
            EntryCodec.typeOf(call),
            new EntryBytes(EntryCodec.encode(header, call, Seal.CLOSED)));
    var append = new Append(id.stream(), Append.NO_STREAM, List.of(entry));
    return Uni.createFrom()
        .deferred(() -> ledger.append(append))
        .onFailure(LedgerUnavailable.class)
        .retry()
        .withBackOff(PAUSE_MIN, PAUSE_MAX)
        .atMost(RETRIES_MAX)
        .map(Appended::last);
  }
}
