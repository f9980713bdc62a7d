package dev.consentledger.gateway.routes;

import io.smallrye.config.ConfigMapping;

/** Maps the whole prefix, so that a misspelt name anywhere under it is refused. */
@ConfigMapping(prefix = "consentledger")
interface GatewaySettings {}
