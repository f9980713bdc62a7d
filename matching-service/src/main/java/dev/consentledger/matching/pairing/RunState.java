package dev.consentledger.matching.pairing;

import java.util.Locale;

/** Where a run is; stored at each step, so that a killed service goes on from it. */
public enum RunState {
  /** The list is being stored. A run that stops here has no whole list, and fails. */
  RECEIVING,
  /** Every row is stored; the projection is not known to have the ledger's head. */
  WAITING,
  /** Rows are being probed at one position. */
  PAIRING,
  /** The result is stored, and is being recorded in the ledger. */
  RECORDING,
  /** Recorded: the audience may be read. */
  READY,
  FAILED;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isTerminal() {
    return this == READY || this == FAILED;
  }

  static RunState ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
