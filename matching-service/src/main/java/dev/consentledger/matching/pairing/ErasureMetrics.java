package dev.consentledger.matching.pairing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator sees of erasures. Counts alone. */
@Startup
@ApplicationScoped
class ErasureMetrics {
  private final Counter pairings;
  private final AtomicLong pending = new AtomicLong();

  ErasureMetrics(MeterRegistry meters) {
    pairings =
        Counter.builder("consentledger.erasure.pairings")
            .description("Stored pairings that were erased with their person")
            .register(meters);
    Gauge.builder("consentledger.erasure.pending", pending, AtomicLong::get)
        .description("Erasures whose pairings may not be erased yet, of all instances together")
        .register(meters);
  }

  void erased(int records) {
    pairings.increment(records);
  }

  void pending(long subjects) {
    pending.set(subjects);
  }
}
