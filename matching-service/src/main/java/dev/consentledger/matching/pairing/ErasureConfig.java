package dev.consentledger.matching.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How erased people leave the stored pairings. */
@ConfigMapping(prefix = "consentledger.erasure")
interface ErasureConfig {
  /** How often erasures are looked for whose pairings are not erased yet. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration interval();
}
