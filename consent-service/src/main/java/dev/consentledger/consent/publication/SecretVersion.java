package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.SubjectId;
import java.util.Locale;
import java.util.Optional;

/**
 * One version of the match secret and what becomes of it.
 *
 * @param republishedTo in this state, the subjects up to here were published again
 * @param subjectsDone how many these are, of {@code subjects} when the state began
 */
record SecretVersion(
    int version, State state, Optional<SubjectId> republishedTo, long subjectsDone, long subjects) {
  /** From one to the next, and never back. */
  enum State {
    /** Whatever is published has its keys; what was published before gets them one by one. */
    INTRODUCING,
    /** Every permitted contact point has its keys. */
    COMPLETE,
    /** Whatever is published lacks its keys; what was published before loses them one by one. */
    RETIRING,
    /** No state has its keys. */
    RETIRED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State ofCode(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether each subject has to be published again. */
  boolean isUnderWay() {
    return state == State.INTRODUCING || state == State.RETIRING;
  }

  /** Whether what is published now has its keys. */
  boolean isCarried() {
    return state == State.INTRODUCING || state == State.COMPLETE;
  }

  SecretVersion republished(SubjectId to, int more) {
    return new SecretVersion(version, state, Optional.of(to), subjectsDone + more, subjects);
  }
}
