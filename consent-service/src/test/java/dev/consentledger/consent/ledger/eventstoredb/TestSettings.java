package dev.consentledger.consent.ledger.eventstoredb;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Settings as in production but for what a test changes, and limits that a busy machine keeps. */
final class TestSettings {
  private final Map<String, String> values = new HashMap<>();

  private TestSettings() {}

  static TestSettings of(String connectionString) {
    return new TestSettings()
        .with("connection-string", connectionString)
        .with("append-timeout", "60s")
        .with("read-timeout", "60s")
        .with("reconnect-pause", "20ms")
        .with("heartbeat", "100ms");
  }

  TestSettings with(String key, String value) {
    values.put(ClientSettings.PREFIX + key, value);
    return this;
  }

  EventStoreDbSettings build() {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 100, new DurationConverter())
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .withMapping(EventStoreDbSettings.class)
        .build()
        .getConfigMapping(EventStoreDbSettings.class);
  }
}
