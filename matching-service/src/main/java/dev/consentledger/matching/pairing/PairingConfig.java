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

  /**
   * How long after its start an instance whose projection has not caught up leaves interrupted runs
   * alone; after that, the fence decides.
   */
  @WithDefault("10m")
  Duration resumeLimit();

  /**
   * How long an instance's claim to an unfinished run lasts unless it is renewed: so long after a
   * kill, another instance fails the upload or goes on with the run.
   */
  @WithDefault("10s")
  Duration claim();

  /** How often runs are looked for whose claim is over. */
  @WithDefault("1s")
  Duration poll();

  /** The first pause before trying again to record a result; it doubles each time. */
  @WithDefault("200ms")
  Duration retryFirst();

  /** The longest such pause. */
  @WithDefault("10s")
  Duration retryMax();
}
