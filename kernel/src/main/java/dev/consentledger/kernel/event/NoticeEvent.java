package dev.consentledger.kernel.event;

import dev.consentledger.kernel.purpose.Notice;

/** A fact about the versions of one notice, in the stream {@code notice-<id>}. */
public sealed interface NoticeEvent extends LedgerEvent {

  /** A text was registered: one locale of one version. The text itself is kept elsewhere. */
  record NoticeRegistered(Notice notice) implements NoticeEvent {}

  /**
   * A version was invalidated, in every locale: from this position on no grant given under it
   * counts, whether it was given before or is given after.
   *
   * @param id of the notice whose stream this is
   * @param reason why, as {@link AuditEvent.AuditCallRecorded#isAcceptableReason} takes it
   */
  record NoticeInvalidated(String id, String version, AuditorId auditor, String reason)
      implements NoticeEvent {
    public NoticeInvalidated {
      if (!AuditEvent.AuditCallRecorded.isAcceptableReason(reason)) {
        throw new IllegalArgumentException("a reason holds no address and no number");
      }
    }
  }
}
