package dev.consentledger.consent.publication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The topic that matching-services read. */
@ConfigMapping(prefix = "consentledger.permissions")
interface PermissionsTopicSettings {
  @WithDefault("permissions.${consentledger.cell}")
  String topic();

  /** Used when the topic is made: 3 in production, 1 on one machine. */
  @WithDefault("1")
  short replicationFactor();
}
