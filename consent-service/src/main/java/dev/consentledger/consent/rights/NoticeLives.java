package dev.consentledger.consent.rights;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.NoticeVersion;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which versions of notices were invalidated, as the ledger says it. */
@Singleton
final class NoticeLives {
  private final EventLedger ledger;

  NoticeLives(EventLedger ledger) {
    this.ledger = ledger;
  }

  /** Of these notices, the versions invalidated up to a position, each with its moment. */
  Uni<Map<NoticeVersion, Moment>> invalidated(Collection<Notice> notices, Position upTo) {
    return Multi.createFrom()
        .iterable(
            notices.stream()
                .map(Notice::id)
                .distinct()
                .flatMap(id -> StreamName.ofNotice(id).stream())
                .toList())
        .onItem()
        .transformToMultiAndConcatenate(stream -> ledger.readStream(stream, 0))
        .filter(stored -> !stored.position().isAfter(upTo))
        .collect()
        .in(
            HashMap<NoticeVersion, Moment>::new,
            (found, stored) -> {
              Entry entry = EntryCodec.decode(stored.bytes().array(), Seal.CLOSED);
              if (entry.event() instanceof NoticeInvalidated invalidated) {
                found.putIfAbsent(
                    new NoticeVersion(invalidated.id(), invalidated.version()),
                    new Moment(stored.position().value(), entry.header().time()));
              }
            })
        .map(found -> Map.copyOf(found));
  }
}
