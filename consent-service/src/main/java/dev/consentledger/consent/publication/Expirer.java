package dev.consentledger.consent.publication;

import io.smallrye.mutiny.Uni;

/** Ends one grant whose time is over, by the same decision as any other command. */
@FunctionalInterface
interface Expirer {
  /** What became of it. */
  enum Outcome {
    /** The entry is in the ledger, now or already; the table follows with publication. */
    ENDED,
    /** The subject is unknown: there is no grant any more. */
    GONE
  }

  Uni<Outcome> expire(GrantExpiry expiry);
}
