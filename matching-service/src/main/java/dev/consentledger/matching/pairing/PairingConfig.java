package dev.consentledger.matching.pairing;

import dev.consentledger.telemetry.NotAbove;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How runs go on. */
@ConfigMapping(prefix = "consentledger.pairing")
@NotAbove(setting = "retryFirst", limit = "retryMax")
@NotAbove(setting = "poll", limit = "claim")
public interface PairingConfig {
  /** Runs that wait for the fence or pair at the same time; further ones stay waiting. */
  @WithDefault("2")
  @Min(1)
  int parallelRuns();

  /**
   * How long after its start an instance whose projection has not caught up leaves interrupted runs
   * alone; after that, the fence decides.
   */
  @WithDefault("10m")
  @DurationMin(millis = 1)
  Duration resumeLimit();

  /**
   * How long an instance's claim to an unfinished run lasts unless it is renewed: so long after a
   * kill, another instance fails the upload or goes on with the run.
   */
  @WithDefault("10s")
  @DurationMin(millis = 1)
  Duration claim();

  /** How often runs are looked for whose claim is over. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration poll();

  /** The first pause before trying again to record a result; it doubles each time. */
  @WithDefault("200ms")
  @DurationMin(millis = 1)
  Duration retryFirst();

  /** The longest such pause. */
  @WithDefault("10s")
  @DurationMin(millis = 1)
  Duration retryMax();

  /** How often the metrics look at the ledger's head and count the runs that are under way. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration watchInterval();
}
