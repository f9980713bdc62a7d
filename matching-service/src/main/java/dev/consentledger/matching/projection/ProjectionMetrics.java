package dev.consentledger.matching.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** The projection's numbers, under stable names. None says anything of a person. */
@Startup
@ApplicationScoped
class ProjectionMetrics {
  private final Counter applied;
  private final Timer delivery;
  private final Timer storing;

  ProjectionMetrics(MeterRegistry registry, Projection projection) {
    applied =
        Counter.builder("consentledger.projection.messages.applied")
            .description("Messages of the permissions topic that counted; repeats do not")
            .register(registry);
    delivery = batchTimer(registry, "delivery");
    storing = batchTimer(registry, "store");
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

  /** From the broker's client at the other end to here; its clock may be ahead of ours. */
  void delivered(Duration took) {
    delivery.record(took.isNegative() ? Duration.ZERO : took);
  }

  void stored(Duration took) {
    storing.record(took);
  }

  private static Timer batchTimer(MeterRegistry registry, String step) {
    return Timer.builder("consentledger.projection.batch")
        .description("From a message's sending to its place in tables and index, by step")
        .tag("step", step)
        .register(registry);
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
