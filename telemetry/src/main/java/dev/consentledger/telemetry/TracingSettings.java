package dev.consentledger.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.net.URI;
import java.util.Optional;

/** Where traces go. They carry no personal data; {@link TracingSwitch} turns them on. */
@ConfigMapping(prefix = "consentledger.tracing")
public interface TracingSettings {
  /**
   * The OTLP collector, over gRPC: {@code http[s]://host:port}. Without it nothing is traced. For
   * OTLP over HTTP, set {@code quarkus.otel.exporter.otlp.protocol=http/protobuf} too.
   */
  Optional<URI> endpoint();

  /**
   * Which share of the requests is traced, from 0 to 1, where the caller has not decided it: the
   * gateway decides, and the services do as it did.
   */
  @WithDefault("0.01")
  @DecimalMin("0")
  @DecimalMax("1")
  double share();
}
