package dev.consentledger.matching.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long stored pairings are kept. */
@ConfigMapping(prefix = "consentledger.pairings")
interface PairingsConfig {
  /**
   * How long a run's pairings are kept after they were made; the default, a hundred years, stands
   * for ever. After that nobody can show whom the run paired.
   */
  @WithDefault("36500d")
  @DurationMin(millis = 1)
  Duration retention();
}
