package dev.consentledger.consent.audit;

import dev.consentledger.telemetry.NotAbove;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long what replays found is kept. That one was asked stays in the ledger for ever. */
@ConfigMapping(prefix = "consentledger.retention")
@NotAbove(setting = "openedEvidence", limit = "replays")
public interface RetentionSettings {
  /**
   * Opened evidence: the people that a replay found, single rows and proofs. From its end on; after
   * that its counts are left, and no bundle is made of it any more.
   */
  @WithDefault("90d")
  @DurationMin(millis = 1000)
  Duration openedEvidence();

  /** The replay itself, with its question and its counts. From its end on. */
  @WithDefault("1095d")
  @DurationMin(millis = 1000)
  Duration replays();

  /** How often the leader looks for what is due. */
  @WithDefault("1h")
  @DurationMin(millis = 1)
  Duration interval();
}
