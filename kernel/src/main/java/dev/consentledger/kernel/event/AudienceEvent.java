package dev.consentledger.kernel.event;

/** A fact about one audience, in the stream {@code audience-<uuid>}. */
public sealed interface AudienceEvent extends LedgerEvent {

  /** An advertiser began an audience. Its name is free text and stays out of the ledger. */
  record AudienceCreated(AdvertiserId advertiser) implements AudienceEvent {}

  /**
   * One list was paired, recorded before anyone could read the result.
   *
   * @param listDigest SHA-256, hex, of the accepted rows' match keys in their order
   * @param position the one position at which every permission was read
   * @param resultRoot root, hex, of the Merkle tree (RFC 9162) over the sorted pairings
   * @param matchSecretVersion which match secret made the keys
   */
  record ListMatched(
      RunId run,
      AdvertiserId advertiser,
      String listDigest,
      Position position,
      String resultRoot,
      Counts counts,
      int matchSecretVersion)
      implements AudienceEvent {}

  /** The audience was deleted; nobody reads it after this. */
  record AudienceDeleted() implements AudienceEvent {}

  /** Rows received, rows with at least one usable identifier, and pairings found. */
  record Counts(long rowsReceived, long rowsAccepted, long pairings) {}
}
