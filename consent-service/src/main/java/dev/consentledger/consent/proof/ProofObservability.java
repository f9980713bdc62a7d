package dev.consentledger.consent.proof;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What an operator sees of proof. The meters' names are stable. */
@ApplicationScoped
class ProofObservability {
  @Produces
  @Singleton
  ProofStatus status(Clock clock) {
    return new ProofStatus(clock);
  }

  void bind(
      @Observes StartupEvent event, MeterRegistry meters, ProofStatus status, Witnesses witnesses) {
    gauge(meters, status, "tree.size", ProofStatus::treeSize);
    gauge(meters, status, "position", each -> each.position().value());
    gauge(meters, status, "lag.positions", ProofStatus::lagPositions);
    gauge(meters, status, "lag.seconds", ProofStatus::lagSeconds);
    gauge(meters, status, "checkpoint.size", each -> Math.max(0, each.signedSize()));
    gauge(meters, status, "checkpoint.age.seconds", ProofStatus::checkpointAgeSeconds);
    counter(meters, status, "checkpoints", ProofStatus::checkpoints);
    counter(meters, status, "checkpoints.late", ProofStatus::lateCheckpoints);
    counter(meters, status, "rebuilds", ProofStatus::rebuildsBegun);
    for (String witness : witnesses.names()) {
      Gauge.builder(
              "consentledger.proof.witness.size", witnesses, each -> each.cosignedSize(witness))
          .tag("witness", witness)
          .register(meters);
    }
  }

  private static void gauge(
      MeterRegistry meters, ProofStatus status, String name, ToDoubleFunction<ProofStatus> value) {
    Gauge.builder("consentledger.proof." + name, status, value).register(meters);
  }

  private static void counter(
      MeterRegistry meters, ProofStatus status, String name, ToDoubleFunction<ProofStatus> value) {
    FunctionCounter.builder("consentledger.proof." + name, status, value).register(meters);
  }

  /** Never down: the service takes writes unsigned, and proof catches up later. */
  @Readiness
  @Singleton
  static class Ready implements HealthCheck {
    private final ProofStatus status;
    private final Witnesses witnesses;

    Ready(ProofStatus status, Witnesses witnesses) {
      this.status = status;
      this.witnesses = witnesses;
    }

    @Override
    public HealthCheckResponse call() {
      HealthCheckResponseBuilder response =
          HealthCheckResponse.named("proof")
              .withData("activity", status.activity())
              .withData("treeSize", status.treeSize())
              .withData("position", status.position().value())
              .withData("lagPositions", status.lagPositions());
      String problem = status.problem();
      if (problem != null) {
        response.withData("problem", problem);
      }
      witnesses.problems().forEach((name, why) -> response.withData("witness " + name, why));
      return response.up().build();
    }
  }

  /** Down when proof's own thread or its follower is stuck: a restart is what helps. */
  @Liveness
  @Singleton
  static class Alive implements HealthCheck {
    private final ProofStatus status;
    private final ProofSettings settings;

    Alive(ProofStatus status, ProofSettings settings) {
      this.status = status;
      this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
      boolean isStuck = status.isSilentFor(settings.stuckLimit().multipliedBy(2));
      return HealthCheckResponse.named("proof follows the ledger").status(!isStuck).build();
    }
  }
}
