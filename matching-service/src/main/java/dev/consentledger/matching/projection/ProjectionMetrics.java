package dev.consentledger.matching.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.ToDoubleFunction;

/** The projection's numbers, under stable names. None says anything of a person. */
@Startup
@ApplicationScoped
class ProjectionMetrics {
  private final Counter applied;

  ProjectionMetrics(MeterRegistry registry, Projection projection) {
    applied =
        Counter.builder("consentledger.projection.messages.applied")
            .description("Messages of the permissions topic that counted; repeats do not")
            .register(registry);
    gauge(registry, projection, "position", "Ledger position", p -> p.position().value());
    gauge(
        registry,
        projection,
        "lag.seconds",
        "Age of the newest message that counted",
        p -> p.standing().silence().toMillis() / 1000.0);
    gauge(
        registry,
        projection,
        "fresh",
        "1 where permissions count",
        p -> p.standing().isFresh() ? 1 : 0);
    gauge(registry, projection, "index.keys", "Permitted match keys", p -> p.index().activeKeys());
    gauge(registry, projection, "index.grants", "Active grants", p -> p.index().activeGrants());
    gauge(registry, projection, "index.accounts", "Known accounts", p -> p.index().accounts());
    gauge(registry, projection, "index.bytes", "Memory of the index", p -> p.index().bytes());
    gauge(
        registry, projection, "waiting", "Requests that wait for a position", Projection::waiting);
  }

  void applied(int messages) {
    applied.increment(messages);
  }

  private static void gauge(
      MeterRegistry registry,
      Projection projection,
      String name,
      String description,
      ToDoubleFunction<Projection> value) {
    Gauge.builder("consentledger.projection." + name, projection, value)
        .description(description)
        .register(registry);
  }
}
