package dev.consentledger.consent.rights;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the access report asks the matching-service. */
@ConfigMapping(prefix = "consentledger.report")
public interface ReportSettings {
  /** How long its answer may take; after that the report is refused (503). */
  @WithDefault("10s")
  @DurationMin(millis = 1)
  Duration matchingLimit();
}
