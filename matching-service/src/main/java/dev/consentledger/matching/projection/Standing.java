package dev.consentledger.matching.projection;

import java.time.Clock;
import java.time.Duration;

/**
 * Whether the projection may be relied on: it has reached the topic's end as of its start, and has
 * heard something not longer ago than the limit. Written by the one who follows the topic, read by
 * everyone.
 */
final class Standing {
  /** What the follower is doing. Permissions count in {@code FOLLOWING} alone. */
  enum Phase {
    STARTING("is starting"),
    CATCHING_UP("is not caught up"),
    FOLLOWING("has heard nothing for too long"),
    UNREADABLE("stopped at an unreadable record"),
    FAILED("stopped at a fault");

    private final String sentence;

    Phase(String sentence) {
      this.sentence = sentence;
    }

    /** A phase that only a restart ends. */
    boolean isFinal() {
      return this == UNREADABLE || this == FAILED;
    }
  }

  private final Clock clock;
  private final Duration staleAfter;
  private volatile Phase phase = Phase.STARTING;
  private volatile long heardAtMillis;

  Standing(Clock clock, Duration staleAfter) {
    this.clock = clock;
    this.staleAfter = staleAfter;
  }

  Phase phase() {
    return phase;
  }

  void enter(Phase next) {
    if (!phase.isFinal()) {
      phase = next;
    }
  }

  /**
   * A message that counts was applied. The earlier of both clocks is believed: a message that lay
   * around is as old as its timestamp says, and one from the future is not.
   */
  void heard(long timestampMillis) {
    heardAtMillis = Math.min(clock.millis(), timestampMillis);
  }

  Duration silence() {
    return Duration.ofMillis(clock.millis() - heardAtMillis);
  }

  boolean isFresh() {
    return phase == Phase.FOLLOWING && silence().compareTo(staleAfter) <= 0;
  }

  void requireFresh() {
    if (!isFresh()) {
      throw stale();
    }
  }

  ProjectionStale stale() {
    return new ProjectionStale("the projection " + phase.sentence);
  }
}
