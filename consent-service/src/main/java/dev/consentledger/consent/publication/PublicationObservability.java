package dev.consentledger.consent.publication;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What an operator sees of publication. The meters' names are stable. */
@ApplicationScoped
class PublicationObservability {
  @Produces
  @Singleton
  PublicationStatus status(Clock clock) {
    return new PublicationStatus(clock);
  }

  void bind(@Observes StartupEvent event, MeterRegistry meters, PublicationStatus status) {
    gauge(meters, status, "lag.positions", PublicationStatus::lagPositions);
    gauge(meters, status, "lag.seconds", PublicationStatus::lagSeconds);
    gauge(meters, status, "position", each -> each.position().value());
    counter(meters, status, "state", PublicationStatus::states);
    counter(meters, status, "erasure", PublicationStatus::erasures);
    counter(meters, status, "invalid_notice", PublicationStatus::invalidNotices);
    counter(meters, status, "watermark", PublicationStatus::watermarks);
  }

  private static void gauge(
      MeterRegistry meters,
      PublicationStatus status,
      String name,
      ToDoubleFunction<PublicationStatus> value) {
    Gauge.builder("consentledger.publication." + name, status, value).register(meters);
  }

  private static void counter(
      MeterRegistry meters,
      PublicationStatus status,
      String kind,
      ToDoubleFunction<PublicationStatus> value) {
    FunctionCounter.builder("consentledger.publication.messages", status, value)
        .tags(Tags.of("kind", kind))
        .register(meters);
  }

  /** Never down: the service takes writes without Kafka, and publication catches up later. */
  @Readiness
  @Singleton
  static class Ready implements HealthCheck {
    private final PublicationStatus status;

    Ready(PublicationStatus status) {
      this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
      String problem = status.problem();
      var response =
          HealthCheckResponse.named("publication")
              .withData("activity", status.activity())
              .withData("position", status.position().value())
              .withData("lagPositions", status.lagPositions());
      return (problem == null ? response : response.withData("problem", problem)).up().build();
    }
  }

  /** Down when publication's own thread or its follower is stuck: a restart is what helps. */
  @Liveness
  @Singleton
  static class Alive implements HealthCheck {
    private final PublicationStatus status;
    private final PublicationSettings settings;

    Alive(PublicationStatus status, PublicationSettings settings) {
      this.status = status;
      this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
      boolean isStuck = status.isSilentFor(settings.stuckLimit().multipliedBy(2));
      return HealthCheckResponse.named("publication follows the ledger").status(!isStuck).build();
    }
  }
}
