package dev.consentledger.consent.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How erasures that were interrupted are finished. */
@ConfigMapping(prefix = "consentledger.erasure")
interface ErasureSettings {
  /** How often the leader looks for erasures that nobody finished. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration interval();

  /** An erasure begun so long ago was interrupted: the leader finishes it. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration interruptedAfter();

  /** One look, with the erasures that it finishes, takes no longer, or is begun again. */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration lookLimit();
}
