package dev.consentledger.matching.intake;

import java.util.Locale;

/** Why a row gave no match key. */
public enum Rejection {
  /** Every cell that could hold an identifier is blank or missing. */
  EMPTY,
  /** No cell is an address, a number or a SHA-256; or the row itself is broken. */
  MALFORMED,
  /** The line, a cell or the number of identifiers is over its limit. */
  TOO_LONG;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Rejection ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
