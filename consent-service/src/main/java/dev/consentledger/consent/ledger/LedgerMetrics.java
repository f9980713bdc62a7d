package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.Position;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What an operator sees of the ledger, whichever adapter it is. The meters' names are stable. */
@Singleton
public final class LedgerMetrics {
  private enum Outcome {
    STORED,
    CONFLICT,
    UNAVAILABLE,
    REFUSED;

    static Outcome of(Throwable failure) {
      return switch (failure) {
        case RevisionConflict _ -> CONFLICT;
        case LedgerUnavailable _ -> UNAVAILABLE;
        default -> REFUSED;
      };
    }
  }

  private static final Duration[] LATENCIES = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5)
  };
  private static final double[] BATCH_ENTRIES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

  private final Map<Outcome, Timer> appends = new EnumMap<>(Outcome.class);
  private final DistributionSummary batches;
  private final AtomicLong position = new AtomicLong();

  public LedgerMetrics(MeterRegistry meters) {
    for (Outcome outcome : Outcome.values()) {
      appends.put(
          outcome,
          Timer.builder("consentledger.append.duration")
              .description("From an append's order to its answer, its wait for a batch included")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .serviceLevelObjectives(LATENCIES)
              .register(meters));
    }
    batches =
        DistributionSummary.builder("consentledger.append.batch.entries")
            .description("Entries that one transaction of the store took")
            .serviceLevelObjectives(BATCH_ENTRIES)
            .register(meters);
    Gauge.builder("consentledger.ledger.position", position, AtomicLong::get)
        .description("The ledger's last position, as this instance saw it last")
        .register(meters);
  }

  void appended(@Nullable Throwable failure, long nanos) {
    Timer timer = appends.get(failure == null ? Outcome.STORED : Outcome.of(failure));
    if (timer != null) {
      timer.record(Duration.ofNanos(nanos));
    }
  }

  /** One transaction took so many entries. */
  public void batch(int entries) {
    batches.record(entries);
  }

  /** The ledger goes up to here at least. */
  void saw(Position seen) {
    position.accumulateAndGet(seen.value(), Math::max);
  }
}
