package dev.consentledger.gateway.routes;

import java.util.Locale;

/** The services behind the gateway. */
enum Upstream {
  CONSENT,
  MATCHING;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
