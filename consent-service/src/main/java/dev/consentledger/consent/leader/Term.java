package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;

/**
 * One stretch of a leader's work: from what is stored until it is stopped or fails. All of it runs
 * on the job's one thread.
 */
public interface Term {
  /**
   * Begins. Completes when the term was stopped and nothing of it is being saved any more; fails
   * with the trouble, after which the next term begins with what is stored.
   */
  CompletableFuture<Void> run();

  /** Leadership is over, or the service stops: ends with the step that is under way. */
  void stop();

  /** Whether it got anything done. Terms that don't make another instance try. */
  boolean hasProgressed();

  /** Lets go of what the term held, after its end and before the next one begins. */
  default Uni<Void> close() {
    return Uni.createFrom().voidItem();
  }
}
