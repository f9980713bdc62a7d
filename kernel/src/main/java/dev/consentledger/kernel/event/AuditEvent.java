package dev.consentledger.kernel.event;

import dev.consentledger.kernel.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/** A fact about one look into the ledger, in the stream {@code audit-<uuid>}. */
public sealed interface AuditEvent extends LedgerEvent {

  /**
   * Somebody asked. Changes no subject's or audience's state.
   *
   * @param kind what was asked, such as {@code replay.impact}: up to four lower-case words with
   *     dots between them
   * @param query the question, in which a subject stands for an account; fields are stored in their
   *     order here
   * @param reason why, up to {@value #REASON_LENGTH_MAX} characters; see {@link
   *     #isAcceptableReason}
   */
  record AuditCallRecorded(
      AuditorId auditor, String kind, JsonObject query, Optional<String> reason)
      implements AuditEvent {
    public static final int REASON_LENGTH_MAX = 500;

    private static final Pattern KIND = Pattern.compile("[a-z]{1,16}(\\.[a-z]{1,16}){0,3}");

    public AuditCallRecorded {
      if (!KIND.matcher(kind).matches()) {
        throw new IllegalArgumentException("not a kind of audit call");
      }
      if (!PersonalText.isAbsentFrom(query)) {
        throw new IllegalArgumentException("a query holds no address and no number");
      }
      if (reason.isPresent() && !isAcceptableReason(reason.get())) {
        throw new IllegalArgumentException("a reason holds no address and no number");
      }
    }

    /**
     * Whether the text may stand in the ledger: not blank, not too long, without {@code @} and
     * without seven or more digits in a row, whatever stands between them; a date such as
     * 2026-11-21 does not count.
     */
    public static boolean isAcceptableReason(String reason) {
      return !reason.isBlank()
          && reason.length() <= REASON_LENGTH_MAX
          && PersonalText.isAbsentFrom(reason);
    }
  }
}
