package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.intake.RowCounts;
import java.util.Optional;

/** A stored run without its blocks and its bitmap. */
record Run(
    RunId id,
    AudienceId audience,
    AdvertiserId advertiser,
    RunState state,
    Optional<RunFailure> failure,
    int matchSecretVersion,
    int blocks,
    RowCounts counts,
    Optional<Recordable> result) {

  /** What is recorded of a result; hashes are hex. */
  record Recordable(Position position, String listDigest, String resultRoot, long pairings) {}
}
