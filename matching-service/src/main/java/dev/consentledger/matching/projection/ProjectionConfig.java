package dev.consentledger.matching.projection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** When permissions count. */
@ConfigMapping(prefix = "consentledger.projection")
interface ProjectionConfig {
  /**
   * Permissions count no more when nothing was heard for longer than this. Consent-service says
   * something at least every {@code consentledger.publication.watermark-interval}.
   */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration staleAfter();

  /** How often rows of grants are looked for that ended with an invalid notice, to be deleted. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration noticeSweepInterval();
}
