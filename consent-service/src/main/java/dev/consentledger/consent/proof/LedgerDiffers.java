package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.TermTrouble;

/** The ledger is not the one that was signed. Nothing is signed until somebody has looked at it. */
final class LedgerDiffers extends TermTrouble {
  private static final long serialVersionUID = 1L;

  LedgerDiffers(String why) {
    super("the ledger is not what was signed: " + why);
  }
}
