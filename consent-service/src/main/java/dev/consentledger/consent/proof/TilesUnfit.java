package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.TermTrouble;

/** The stored tiles are missing or don't lead to a root that was signed. */
public final class TilesUnfit extends TermTrouble {
  private static final long serialVersionUID = 1L;

  TilesUnfit(String why) {
    super(why);
  }

  TilesUnfit(String why, Throwable cause) {
    super(why, cause);
  }
}
