package dev.consentledger.telemetry;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Turns traces on where {@code consentledger.tracing.endpoint} is set. */
public final class TracingSwitch implements ConfigSourceFactory {
  /** Above the services' own defaults (250), below an operator's environment (300). */
  private static final int ORDINAL = 260;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    ConfigValue endpoint = context.getValue("consentledger.tracing.endpoint");
    boolean isOn =
        endpoint != null && endpoint.getValue() != null && !endpoint.getValue().isBlank();
    return isOn
        ? List.of(
            new PropertiesConfigSource(
                Map.of(
                    "quarkus.otel.sdk.disabled",
                    "false",
                    "quarkus.otel.exporter.otlp.endpoint",
                    endpoint.getValue(),
                    "quarkus.otel.traces.sampler.arg",
                    "${consentledger.tracing.share:0.01}"),
                "consentledger.tracing",
                ORDINAL))
        : List.of();
  }
}
