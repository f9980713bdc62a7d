package dev.consentledger.gateway.routes;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;

/**
 * Maps the whole prefix, so that a misspelt name anywhere under it is refused. Nobody injects it:
 * Quarkus would leave it out.
 */
@Unremovable
@ConfigMapping(prefix = "consentledger")
interface GatewaySettings {}
