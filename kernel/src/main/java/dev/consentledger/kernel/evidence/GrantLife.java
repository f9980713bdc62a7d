package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.Locale;
import java.util.Optional;

/**
 * One grant from its first to its last moment, with the registration of its contact point. Its
 * position names it.
 */
public record GrantLife(
    Placed<ContactPointRegistered> registration,
    Placed<PurposeGranted> grant,
    Optional<Ending> ending) {

  /** How a grant ended. */
  public enum EndedBy {
    WITHDRAWN,
    EXPIRED,
    ENDED_BY_REMOVAL,
    /** A later grant of the same purpose, under other terms, took its place. */
    REPLACED,
    /** The person was erased. */
    ERASED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The event that ended it. */
  public record Ending(EndedBy how, Placed<SubjectEvent> event) {}

  public Purpose purpose() {
    return grant.event().purpose();
  }

  /** What it was given under; see {@link InvalidNotices}. */
  public NoticeVersion notice() {
    return grant.event().notice().noticeVersion();
  }

  public Position position() {
    return grant.position();
  }

  /**
   * Whether it had not ended at a position: a function of the ledger alone, so a grant past its own
   * time is active until the event that says so. Whether it counted is for {@link
   * SubjectGrants#counted} to say, which knows the signals and the notices too.
   */
  public boolean isActiveAt(Position at) {
    return at.isAtLeast(position())
        && (ending.isEmpty() || ending.get().event().position().isAfter(at));
  }

  GrantLife end(EndedBy how, Placed<SubjectEvent> event) {
    return new GrantLife(registration, grant, Optional.of(new Ending(how, event)));
  }
}
