package dev.consentledger.matching.projection;

import dev.consentledger.matching.projection.Standing.Phase;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * A fault may be cured by a restart. An unreadable record is not, nor is a server that is away: the
 * process then lives on, not ready.
 */
@Liveness
class ProjectionLiveness implements HealthCheck {
  private final Projection projection;

  ProjectionLiveness(Projection projection) {
    this.projection = projection;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("projection")
        .status(projection.standing().phase() != Phase.FAILED)
        .build();
  }
}
