package dev.consentledger.matching.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long uploaded lists are kept. */
@ConfigMapping(prefix = "consentledger.lists")
interface ListsConfig {
  /**
   * How long a list's match keys are kept after its run became ready or failed. After that a replay
   * of the run says so and proves less.
   */
  @WithDefault("90d")
  @DurationMin(millis = 1)
  Duration retention();

  /** How often lists and pairings are looked for whose time is over. */
  @WithDefault("10m")
  @DurationMin(millis = 1)
  Duration retentionInterval();

  /** Blocks that are deleted in one transaction. */
  @WithDefault("200")
  @Min(1)
  int retentionStep();
}
