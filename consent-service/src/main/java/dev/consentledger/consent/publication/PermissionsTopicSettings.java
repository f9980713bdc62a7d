package dev.consentledger.consent.publication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** The topic that matching-services read. */
@ConfigMapping(prefix = "consentledger.permissions")
interface PermissionsTopicSettings {
  /** The name of the cell's one topic: matching-service reads the same. */
  @WithDefault("permissions.${consentledger.cell:cell-1}")
  String topic();

  /** Used when the topic is made: 3 in production, 1 on one machine. */
  @WithDefault("1")
  @Min(1)
  short replicationFactor();
}
