package dev.consentledger.consent.audit;

import java.util.Locale;

/** Ends a replay that can't answer. The message is ours and holds no personal data. */
final class ReplayFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Why why;

  ReplayFailed(Why why, String detail) {
    super(detail, null, false, false);
    this.why = why;
  }

  Why why() {
    return why;
  }

  /** Why a replay has no finding. */
  enum Why {
    RUN_UNKNOWN,
    LIST_GONE,
    LIST_TOO_LARGE,
    PAIRINGS_GONE,
    PAIRINGS_DIFFER,
    /** Somebody's key is gone that the replay's checkpoint knows nothing of. */
    ERASED_SINCE,
    MATCH_SECRET_DIFFERS,
    MATCHING_UNAVAILABLE,
    LOG_PENDING,
    LEDGER_DIFFERS,
    HISTORY_UNREADABLE,
    SERVICE_UNAVAILABLE,
    INTERNAL_ERROR;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
