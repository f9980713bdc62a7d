package dev.consentledger.consent.decision;

import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The newest grant of one purpose on one contact point. Its position names it: a later grant, even
 * of the same terms, is another one.
 */
public record PurposeGrant(
    Purpose purpose, GrantTerms terms, Moment granted, Optional<Ending> ended) {

  /** How a grant ended. */
  public enum Cause {
    WITHDRAWN,
    EXPIRED,
    ENDED_BY_REMOVAL;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** When and how a grant ended. */
  public record Ending(Moment moment, Cause cause) {}

  /** No event has ended it. Its own time may be over nevertheless: ask {@link #isActiveAt}. */
  public boolean isOpen() {
    return ended.isEmpty();
  }

  /** Neither ended by an event nor past its own time. */
  public boolean isActiveAt(Instant at) {
    return isOpen() && !terms.isOverAt(at);
  }

  PurposeGrant end(Moment moment, Cause cause) {
    return new PurposeGrant(purpose, terms, granted, Optional.of(new Ending(moment, cause)));
  }
}
