package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import java.util.Map;

/** What an audience's events add up to. */
public sealed interface AudienceState {
  /** Before the first event. */
  record Unknown() implements AudienceState {}

  /** Created and not deleted, with every run recorded so far. */
  record Live(AdvertiserId advertiser, Position createdAt, Map<RunId, Recorded> runs)
      implements AudienceState {
    public Live {
      runs = Map.copyOf(runs);
    }
  }

  /** Deleted, for ever. */
  record Deleted(Position deletedAt) implements AudienceState {}

  /** A run and the position at which it was recorded. */
  record Recorded(ListMatched result, Position recordedAt) {}
}
