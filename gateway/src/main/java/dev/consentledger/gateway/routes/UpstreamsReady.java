package dev.consentledger.gateway.routes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the gateway reaches at least one of the services. A service that is down must not
 * take the front door away from the other: withdrawals have to arrive while lists cannot, and a
 * problem with {@code Retry-After} says more than no answer. A gateway that reaches neither is cut
 * off itself, and another one may not be.
 */
@Readiness
@Singleton
class UpstreamsReady implements AsyncHealthCheck {

  private final Upstreams upstreams;
  private final Map<Upstream, AtomicBoolean> reached = new EnumMap<>(Upstream.class);

  UpstreamsReady(Upstreams upstreams, MeterRegistry metrics) {
    this.upstreams = upstreams;
    for (Upstream upstream : Upstream.values()) {
      var last = new AtomicBoolean();
      reached.put(upstream, last);
      Gauge.builder("consentledger.gateway.upstream.reachable", last, each -> each.get() ? 1 : 0)
          .description("1 where the service answered the last readiness check")
          .tag("upstream", upstream.label())
          .register(metrics);
    }
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom().completionStage(() -> check().toCompletionStage());
  }

  private Future<HealthCheckResponse> check() {
    Future<Boolean> consent = look(Upstream.CONSENT);
    Future<Boolean> matching = look(Upstream.MATCHING);
    return Future.join(consent, matching)
        .map(both ->
            HealthCheckResponse.named("services reachable")
                .withData(Upstream.CONSENT.label(), consent.result())
                .withData(Upstream.MATCHING.label(), matching.result())
                .status(consent.result() || matching.result())
                .build());
  }

  private Future<Boolean> look(Upstream upstream) {
    AtomicBoolean last = reached.get(upstream);
    return upstreams
        .answers(upstream)
        .onSuccess(answers -> {
          if (last != null) {
            last.set(answers);
          }
        });
  }
}
