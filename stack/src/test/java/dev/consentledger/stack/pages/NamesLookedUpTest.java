package dev.consentledger.stack.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A lost packet of the DNS must not hold an event loop up. Here every address is a number, so no
 * other test would miss the setting; it was found in containers.
 */
class NamesLookedUpTest {
  @ParameterizedTest
  @ValueSource(strings = {"gateway", "consent-service", "matching-service"})
  void a_service_looks_names_up_without_blocking(String service) throws IOException {
    var properties = new Properties();
    try (InputStream file =
        Files.newInputStream(
            Pages.root().resolve(service + "/src/main/resources/application.properties"))) {
      properties.load(file);
    }

    assertThat(properties).containsEntry("quarkus.vertx.use-async-dns", "true");
  }
}
