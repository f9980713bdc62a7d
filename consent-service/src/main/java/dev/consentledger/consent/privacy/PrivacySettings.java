package dev.consentledger.consent.privacy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits of subjects and their keys in memory. */
@ConfigMapping(prefix = "consentledger.privacy")
public interface PrivacySettings {
  /** Subjects whose unwrapped data keys are kept in memory; the one used longest ago goes first. */
  @WithDefault("10000")
  @Min(0)
  int cacheSubjectsMax();

  /**
   * The longest time an unwrapped data key is used without another look at the store. An instance
   * hears of every erasure at once; one whose connection is lost may use an erased key for this
   * long.
   */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration cacheTtl();

  /** How often the file of key-encryption keys is looked at for changes. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration keyFileInterval();

  /** After this time a look at the store has failed. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration storeTimeout();
}
