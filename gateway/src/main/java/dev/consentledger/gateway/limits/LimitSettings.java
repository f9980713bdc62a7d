package dev.consentledger.gateway.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How often a caller may ask, how much it may send, and how long nothing may happen. */
@ConfigMapping(prefix = "consentledger.limits")
public interface LimitSettings {

  /** Requests a second that one caller (its token's {@code sub}) may send for ever. */
  @WithDefault("2000")
  @Min(1)
  long requestsPerSecond();

  /** Requests that one caller may send at once after a pause. */
  @WithDefault("4000")
  @Min(1)
  long requestsBurst();

  /** Callers whose rates are remembered; the one that was silent longest is forgotten first. */
  @WithDefault("10000")
  @Min(1)
  int callersMax();

  /** Characters of path and query together. */
  @WithDefault("8192")
  @Min(1)
  int uriCharsMax();

  /** Bytes of a body, where nothing else is said. */
  @WithDefault("1M")
  MemorySize bodyBytesMax();

  /** Bytes of {@code POST /v1/accounts:import}. */
  @WithDefault("2G")
  MemorySize importBytesMax();

  /** Bytes of an uploaded list, as sent (so compressed, where it is). */
  @WithDefault("2G")
  MemorySize listBytesMax();

  /** How long neither caller nor service may send anything before the request is given up. */
  @WithDefault("60s")
  @DurationMin(millis = 1)
  Duration idle();

  /** The same where data comes as it arises: lists, imports, members, progress, the log. */
  @WithDefault("10m")
  @DurationMin(millis = 1)
  Duration streamIdle();
}
