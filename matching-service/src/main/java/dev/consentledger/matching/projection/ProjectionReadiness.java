package dev.consentledger.matching.projection;

import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: caught up, and something was heard within the limit. */
@Readiness
class ProjectionReadiness implements HealthCheck {
  private final Projection projection;

  ProjectionReadiness(Projection projection) {
    this.projection = projection;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("projection")
        .status(projection.standing().isFresh())
        .withData("phase", projection.standing().phase().name().toLowerCase(Locale.ROOT))
        .withData("position", projection.position().value())
        .build();
  }
}
