package dev.consentledger.matching.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long a run or a read waits for the projection to reach the ledger's head. */
@ConfigMapping(prefix = "consentledger.fence")
public interface FenceConfig {
  /** For a run: reading the head and waiting for it; it fails closed after this. */
  @WithDefault("10s")
  @DurationMin(millis = 1)
  Duration limit();

  /** For an audience's read; 503 after this. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration readLimit();
}
