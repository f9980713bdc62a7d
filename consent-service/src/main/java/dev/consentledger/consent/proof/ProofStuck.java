package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.TermTrouble;
import dev.consentledger.kernel.event.Position;

/** Proof can't go on from here by itself; trying again may help. */
final class ProofStuck extends TermTrouble {
  private static final long serialVersionUID = 1L;

  ProofStuck(String why, Position at) {
    super(why + " (position " + at + ")");
  }
}
