package dev.consentledger.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingSwitchTest {
  private static final String OFF = "quarkus.otel.sdk.disabled";
  private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";
  private static final String SHARE = "quarkus.otel.traces.sampler.arg";

  @TempDir Path folder;

  /** A service's own defaults, and a file that the operator names. */
  private SmallRyeConfig config(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("operator.properties"), java.util.List.of(lines));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withInterceptors(new TracingSwitch())
        .addDiscoveredSources()
        .withSources(new PropertiesConfigSource(Map.of(OFF, "true"), "defaults", 250))
        .withDefaultValue("smallrye.config.locations", file.toUri().toString())
        .build();
  }

  @Test
  void traces_are_off_while_no_endpoint_is_set() throws IOException {
    SmallRyeConfig config = config("consentledger.tracing.share=0.5", "config_ordinal=275");

    assertThat(config.getValue(OFF, boolean.class)).isTrue();
    assertThat(config.getOptionalValue(ENDPOINT, String.class)).isEmpty();
  }

  @Test
  void an_endpoint_in_the_operators_file_turns_them_on() throws IOException {
    SmallRyeConfig config =
        config("consentledger.tracing.endpoint=http://collector.example.com:4317");

    assertThat(config.getValue(OFF, boolean.class)).isFalse();
    assertThat(config.getValue(ENDPOINT, String.class))
        .isEqualTo("http://collector.example.com:4317");
    assertThat(config.getValue(SHARE, double.class)).isEqualTo(0.01);
  }

  @Test
  void a_share_is_taken_over_and_what_the_operator_says_to_quarkus_itself_stands_above()
      throws IOException {
    SmallRyeConfig config =
        config(
            "config_ordinal=275",
            "consentledger.tracing.endpoint=http://collector.example.com:4317",
            "consentledger.tracing.share=0.5",
            OFF + "=true");

    assertThat(config.getValue(OFF, boolean.class)).isTrue();
    assertThat(config.getValue(SHARE, double.class)).isEqualTo(0.5);
  }
}
