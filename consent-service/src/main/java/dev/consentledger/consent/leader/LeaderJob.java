package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * A job that one instance does at a time, term after term. Whatever it writes has to be fenced: a
 * former leader's step may still be under way when the next one begins. All but {@link #prepare}'s
 * own work happens on the job's one thread.
 *
 * @param <S> where a term begins
 */
public interface LeaderJob<S> {
  /** Reads where the former term ended, and fences it: it can save nothing after this. */
  Uni<S> prepare();

  /** The term that goes on from there. Does nothing yet. */
  Term begin(S start);

  TermLimits limits();

  /** Says what went wrong without repeating what a message may quote from an entry or a row. */
  default String describe(Throwable failure) {
    return Troubles.describe(failure);
  }

  /** This instance leads from now on, over as many terms as it takes. */
  default void elected() {}

  /** This instance leads no longer, or stops. May be told more than once. */
  default void ended() {}

  /** The service stops, and no term runs any more. */
  default void close() {}

  /**
   * The limits of a job's terms.
   *
   * @param prepare {@link LeaderJob#prepare} answers within this, or counts as failed
   * @param pauseMin the first pause after trouble; it doubles with each further one
   */
  record TermLimits(Duration prepare, Duration pauseMin, Duration pauseMax) {}
}
