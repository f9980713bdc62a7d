package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.Notice;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Appends one notice's facts to the ledger, as intake would. */
final class TestNotice {
  private final EventLedger ledger;
  private final StreamName stream;
  private long revision = Append.NO_STREAM;

  TestNotice(EventLedger ledger, String id) {
    this.ledger = ledger;
    this.stream = StreamName.ofNotice(id).orElseThrow();
  }

  static Notice of(String id, String version) {
    return new Notice(id, version, "en", "ab".repeat(32));
  }

  Position register(Notice notice) {
    return append(new NoticeRegistered(notice));
  }

  /** Registers a text of the version too, so that the history makes sense. */
  Position invalidate(Notice notice) {
    register(notice);
    return append(
        new NoticeInvalidated(
            notice.id(), notice.version(), new AuditorId("regulator-1"), "order of 2022-05-25"));
  }

  private Position append(NoticeEvent event) {
    var header =
        new EntryHeader(
            new EventId(UUID.randomUUID()), "cell-1", stream, Account.WRITTEN_AT, revision + 1);
    var entry =
        new Append.NewEntry(
            header.id(),
            EntryCodec.TYPE_PREFIX + event.getClass().getSimpleName() + ".v1",
            new EntryBytes(EntryCodec.encode(header, event, Seal.CLOSED)));
    Position position =
        ledger
            .append(new Append(stream, revision++, List.of(entry)))
            .await()
            .atMost(Duration.ofSeconds(10))
            .last();
    return position;
  }
}
