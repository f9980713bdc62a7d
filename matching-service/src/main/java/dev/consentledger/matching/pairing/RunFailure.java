package dev.consentledger.matching.pairing;

import java.util.Locale;
import java.util.Set;

/** Why a run failed, as its {@code failure.reason} says it. A failed run paired nothing. */
public enum RunFailure {
  UPLOAD_INTERRUPTED,
  UNREADABLE_LIST,
  TOO_LARGE,
  /** The ledger's head could not be read within the fence's limit. */
  LEDGER_UNAVAILABLE,
  PROJECTION_BEHIND,
  PROJECTION_STALE,
  /**
   * The list was hashed under a version of the match secret that was retired before it was paired:
   * it has to be uploaded again.
   */
  MATCH_SECRET_RETIRED,
  /** The ledger holds another result for this run. */
  RUN_DIFFERS,
  /** The ledger does not know the audience, or it was deleted there. */
  AUDIENCE_UNKNOWN,
  /** The ledger refused the record for another reason. */
  RECORD_REFUSED,
  INTERNAL_ERROR;

  private static final Set<RunFailure> BEFORE_STORED =
      Set.of(UPLOAD_INTERRUPTED, UNREADABLE_LIST, TOO_LARGE);

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the list was never stored as a whole. */
  boolean isBeforeStored() {
    return BEFORE_STORED.contains(this);
  }

  /** Whether no list is stored that could be paired: its upload may be repeated under its key. */
  boolean allowsAnotherUpload() {
    return isBeforeStored() || this == MATCH_SECRET_RETIRED;
  }

  static RunFailure ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
