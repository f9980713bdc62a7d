package dev.consentledger.telemetry;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Turns traces on where {@code consentledger.tracing.endpoint} is set, in whatever source: a source
 * of our own would not see a file that {@code quarkus.config.locations} names.
 */
@Priority(Priorities.APPLICATION)
public final class TracingSwitch implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1L;

  /**
   * Above the services' own defaults (250), below an operator's file (260 and more) or environment.
   */
  private static final int ORDINAL = 255;

  /** The mapping's default, which is no source's: {@link TracingSettings#share}. */
  private static final String SHARE = "0.01";

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    return switch (name) {
      case "quarkus.otel.sdk.disabled" -> derived(context, name, "false");
      case "quarkus.otel.exporter.otlp.endpoint" -> derived(context, name, endpoint(context));
      case "quarkus.otel.traces.sampler.arg" -> derived(context, name, share(context));
      default -> context.proceed(name);
    };
  }

  private static @Nullable ConfigValue derived(
      ConfigSourceInterceptorContext context, String name, @Nullable String value) {
    ConfigValue given = context.proceed(name);
    boolean isGiven = given != null && given.getConfigSourceOrdinal() > ORDINAL;
    return isGiven || value == null || endpoint(context) == null
        ? given
        : ConfigValue.builder()
            .withName(name)
            .withValue(value)
            .withRawValue(value)
            .withConfigSourceName("consentledger.tracing")
            .withConfigSourceOrdinal(ORDINAL)
            .build();
  }

  private static @Nullable String endpoint(ConfigSourceInterceptorContext context) {
    ConfigValue endpoint = context.proceed("consentledger.tracing.endpoint");
    return endpoint == null || endpoint.getValue() == null || endpoint.getValue().isBlank()
        ? null
        : endpoint.getValue();
  }

  private static String share(ConfigSourceInterceptorContext context) {
    ConfigValue share = context.proceed("consentledger.tracing.share");
    return share == null || share.getValue() == null ? SHARE : share.getValue();
  }
}
