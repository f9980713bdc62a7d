package dev.consentledger.consent.leader;

import dev.consentledger.kernel.event.Position;

/** The ledger goes on, and its follower doesn't say so. Following anew may help. */
final class FollowerSilent extends TermTrouble {
  private static final long serialVersionUID = 1L;

  FollowerSilent(Position at) {
    super("the ledger's follower says nothing of newer entries (position " + at + ")");
  }
}
