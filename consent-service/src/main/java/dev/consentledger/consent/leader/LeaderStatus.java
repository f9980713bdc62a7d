package dev.consentledger.consent.leader;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job that only the leader does is doing here, for metrics and health. Written by the job's
 * one thread, read by any. A job with more to tell adds it.
 */
public class LeaderStatus {
  /** What this instance is at. */
  private enum Phase {
    OFF,
    STANDING_BY,
    WORKING,
    RETRYING
  }

  private final String name;
  private final Clock clock;
  private volatile Phase phase = Phase.OFF;
  private volatile @Nullable String problem;
  private volatile Instant lastSign;

  public LeaderStatus(String name, Clock clock) {
    this.name = name;
    this.clock = clock;
    this.lastSign = clock.instant();
  }

  /** The job's name, and its lock's. */
  public final String name() {
    return name;
  }

  protected final Clock clock() {
    return clock;
  }

  /** Another instance leads, or none does. */
  public void standsBy() {
    phase = Phase.STANDING_BY;
    problem = null;
    alive();
  }

  /** A term has begun. */
  public final void works() {
    phase = Phase.WORKING;
    alive();
  }

  /** A term has failed, and another one follows. */
  public final void failed(String what) {
    phase = Phase.RETRYING;
    problem = what;
    alive();
  }

  /** The work goes on, whatever the trouble was before. */
  public final void isWell() {
    problem = null;
  }

  /** Nothing is stuck: something answered just now. */
  public final void alive() {
    lastSign = clock.instant();
  }

  public final boolean leads() {
    return phase == Phase.WORKING || phase == Phase.RETRYING;
  }

  /** In one or two words. */
  public final String activity() {
    return switch (phase) {
      case OFF -> "off";
      case STANDING_BY -> "standing by";
      case WORKING -> work();
      case RETRYING -> "retrying";
    };
  }

  /** What the job's leader does while all is well. */
  protected String work() {
    return "working";
  }

  /** Why the job does not go on, in words that name nothing of an entry; null where it does. */
  public final @Nullable String problem() {
    return problem;
  }

  /** Whether this leader's thread, or what it follows, has said nothing for longer than this. */
  public final boolean isSilentFor(Duration limit) {
    return leads() && Duration.between(lastSign, clock.instant()).compareTo(limit) > 0;
  }
}
