package dev.consentledger.consent.rights;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceEvent.AudienceDeleted;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Audiences from their first to their last event, as the ledger says it. */
@Singleton
final class AudienceLives {
  private static final int STREAMS_AT_ONCE = 8;

  private final EventLedger ledger;

  AudienceLives(EventLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * One audience.
   *
   * @param runs when each run was recorded: from then on its result could be read
   */
  record AudienceLife(String advertiser, Map<RunId, Moment> runs, Optional<Moment> deleted) {}

  /** These audiences up to a position. One that has no event by then is left out. */
  Uni<Map<AudienceId, AudienceLife>> read(Collection<AudienceId> audiences, Position upTo) {
    return Multi.createFrom()
        .iterable(audiences)
        .onItem()
        .transformToUni(audience ->
            ledger
                .readStream(StreamName.ofAudience(audience), 0)
                .select()
                .first(stored -> !stored.position().isAfter(upTo))
                .collect()
                .asList()
                .map(entries -> Map.entry(audience, entries)))
        .merge(STREAMS_AT_ONCE)
        .collect()
        .in(
            HashMap<AudienceId, AudienceLife>::new,
            (lives, read) ->
                life(read.getValue()).ifPresent(life -> lives.put(read.getKey(), life)))
        .map(lives -> Map.copyOf(lives));
  }

  private static Optional<AudienceLife> life(List<StoredEntry> entries) {
    Optional<String> advertiser = Optional.empty();
    Optional<Moment> deleted = Optional.empty();
    Map<RunId, Moment> runs = new HashMap<>();
    for (StoredEntry stored : entries) {
      Entry entry = EntryCodec.decode(stored.bytes().array(), Seal.CLOSED);
      var moment = new Moment(stored.position().value(), entry.header().time());
      switch (entry.event()) {
        case AudienceCreated created -> advertiser = Optional.of(created.advertiser().value());
        case ListMatched matched -> runs.put(matched.run(), moment);
        case AudienceDeleted _ -> deleted = Optional.of(moment);
        default ->
            throw new IllegalStateException(
                "an audience's stream holds another kind of event at " + stored.position());
      }
    }
    Optional<Moment> end = deleted;
    return advertiser.map(name -> new AudienceLife(name, Map.copyOf(runs), end));
  }
}
