package dev.consentledger.consent.publication;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** How long a batch is on its way, step by step. The meter's name is stable. */
@Startup
@Singleton
final class PublicationSteps {
  private final Timer read;
  private final Timer fold;
  private final Timer write;

  PublicationSteps(MeterRegistry registry) {
    read = timer(registry, "read");
    fold = timer(registry, "fold");
    write = timer(registry, "write");
  }

  private static Timer timer(MeterRegistry registry, String step) {
    return Timer.builder("consentledger.publication.batch")
        .description("From an entry's storing to Kafka's word that it is told, by step")
        .tag("step", step)
        .register(registry);
  }

  /** The store's clock may be ahead of ours: then it took no time. */
  void read(Instant storedAt, Instant now) {
    Duration took = Duration.between(storedAt, now);
    read.record(took.isNegative() ? Duration.ZERO : took);
  }

  void folded(long sinceNanos) {
    fold.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
  }

  void written(long sinceNanos) {
    write.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
  }
}
