package dev.consentledger.matching.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How runs go on. */
@ConfigMapping(prefix = "consentledger.pairing")
public interface PairingConfig {
  /** Runs that wait for the fence or pair at the same time; further ones stay waiting. */
  @WithDefault("2")
  int parallelRuns();

  /** How long a run that a stop interrupted waits for the projection to have caught up at all. */
  @WithDefault("10m")
  Duration resumeLimit();

  /** The first pause before trying again to record a result; it doubles each time. */
  @WithDefault("200ms")
  Duration retryFirst();

  /** The longest such pause. */
  @WithDefault("10s")
  Duration retryMax();
}
