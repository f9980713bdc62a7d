package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.purpose.Notice;

/** An order about one notice. */
public sealed interface NoticeCommand {
  /** Registers a text: one locale of one version. */
  record RegisterNotice(Notice notice) implements NoticeCommand {}

  /** Invalidates a version, in every locale. */
  record InvalidateNotice(NoticeInvalidated order) implements NoticeCommand {}
}
