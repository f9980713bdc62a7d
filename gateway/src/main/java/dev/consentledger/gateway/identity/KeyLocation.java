package dev.consentledger.gateway.identity;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start without a key to check tokens by: such a gateway would refuse every caller. */
@Singleton
class KeyLocation {

  static final String SETTING = "mp.jwt.verify.publickey.location";

  private final Optional<String> location;

  KeyLocation(@ConfigProperty(name = SETTING) Optional<String> location) {
    this.location = location;
  }

  void check(@Observes StartupEvent start) {
    check(location);
  }

  /** A JWKS address is not fetched: the gateway may start before the one that serves it. */
  static void check(Optional<String> location) {
    String given =
        location.orElseThrow(
            () -> new IllegalStateException(SETTING + " must name a PEM file or a JWKS address"));
    if (given.startsWith("file:") && !Files.isReadable(Path.of(URI.create(given)))) {
      throw new IllegalStateException(SETTING + " names a file that can't be read");
    }
  }
}
