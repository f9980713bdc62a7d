package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.Position;

/** What a follower of the ledger is told. */
public sealed interface Followed {
  Position position();

  record Told(StoredEntry entry) implements Followed {
    @Override
    public Position position() {
      return entry.position();
    }
  }

  /** Everything up to here was told, and at the moment of this message there was no more. */
  record CaughtUp(Position position) implements Followed {}
}
