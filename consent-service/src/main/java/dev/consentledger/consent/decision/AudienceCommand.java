package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;

/** An order about one audience. */
public sealed interface AudienceCommand {
  /** Begins the audience. */
  record CreateAudience(AdvertiserId advertiser) implements AudienceCommand {}

  /** Records a run before anyone can read its result. */
  record RecordRun(ListMatched result) implements AudienceCommand {}

  /** Ends the audience. */
  record DeleteAudience() implements AudienceCommand {}
}
