package dev.consentledger.gateway.routes;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when both services can be reached and live. Not when they are ready: a matching-service
 * that catches up still takes lists, and its own 503 says more than none.
 */
@Readiness
@Singleton
class UpstreamsReady implements AsyncHealthCheck {

  private final Upstreams upstreams;

  UpstreamsReady(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom().completionStage(() -> check().toCompletionStage());
  }

  private Future<HealthCheckResponse> check() {
    Future<Boolean> consent = upstreams.lives(Upstream.CONSENT);
    Future<Boolean> matching = upstreams.lives(Upstream.MATCHING);
    return Future.join(consent, matching)
        .map(both ->
            HealthCheckResponse.named("services reachable")
                .withData(Upstream.CONSENT.label(), consent.result())
                .withData(Upstream.MATCHING.label(), matching.result())
                .status(consent.result() && matching.result())
                .build());
  }
}
