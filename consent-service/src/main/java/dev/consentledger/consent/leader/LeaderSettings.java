package dev.consentledger.consent.leader;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * How leaders are elected. With these, a killed leader's job goes on elsewhere after a second or
 * two, and one whose network or process fell silent within 10 seconds; docs/operations.md counts
 * them up.
 */
@ConfigMapping(prefix = "consentledger.leader")
public interface LeaderSettings {
  /** How often an instance that doesn't lead asks for the lock. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration retryInterval();

  /** How often the leader asks whether its connection still answers. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration heartbeatInterval();

  /** A connection that doesn't answer for as long as this is lost, and leadership with it. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration answerLimit();

  /** How long the service waits at its end for the step under way of each leader's job. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration stopLimit();
}
