package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.TermTrouble;
import dev.consentledger.kernel.event.Position;

/** Publication can't go on from here by itself; trying again may help. */
final class PublicationStuck extends TermTrouble {
  private static final long serialVersionUID = 1L;

  PublicationStuck(String why, Position at) {
    super(why + " (position " + at + ")");
  }

  PublicationStuck(String why, Position at, Throwable cause) {
    super(why + " (position " + at + ")", cause);
  }
}
