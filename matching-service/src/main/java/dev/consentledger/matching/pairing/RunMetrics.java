package dev.consentledger.matching.pairing;

import dev.consentledger.matching.projection.ProjectionBehind;
import dev.consentledger.matching.projection.ProjectionStale;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;

/** What an operator sees of runs and of the fence. The meters' names are stable. */
@ApplicationScoped
class RunMetrics {
  /** How a wait at the fence ended. */
  enum Wait {
    REACHED,
    PROJECTION_BEHIND,
    PROJECTION_STALE,
    LEDGER_UNAVAILABLE,
    FAILED;

    static Wait of(Throwable failure) {
      return switch (failure) {
        case ProjectionBehind _ -> PROJECTION_BEHIND;
        case ProjectionStale _ -> PROJECTION_STALE;
        case LedgerUnavailable _ -> LEDGER_UNAVAILABLE;
        default -> FAILED;
      };
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String READ = "read";
  private static final String RUN = "run";
  private static final Duration[] WAITS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry meters;
  private final Timer pairing;
  private final Counter rows;
  private final Counter pairings;

  RunMetrics(MeterRegistry meters) {
    this.meters = meters;
    pairing =
        Timer.builder("consentledger.pairing.duration")
            .description("Pairing one list, its storing included")
            .register(meters);
    rows = counter("consentledger.pairing.rows", "Rows of lists that were paired");
    pairings = counter("consentledger.pairing.pairings", "Pairings that they came to");
    for (Wait wait : Wait.values()) {
      waits(READ, wait);
      waits(RUN, wait);
    }
    ended(RunState.READY.code(), 0);
    for (RunFailure failure : RunFailure.values()) {
      ended(failure.code(), 0);
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  private Timer waits(String use, Wait outcome) {
    return Timer.builder("consentledger.fence.wait")
        .description(
            "From a read's or a run's arrival at the fence until it may go on or is refused")
        .tag("use", use)
        .tag("outcome", outcome.code())
        .serviceLevelObjectives(WAITS)
        .register(meters);
  }

  void waitedToRead(Wait outcome, Duration took) {
    waits(READ, outcome).record(took);
  }

  void waitedToRun(Wait outcome, Duration took) {
    waits(RUN, outcome).record(took);
  }

  void paired(long acceptedRows, long found, Duration took) {
    pairing.record(took);
    rows.increment((double) acceptedRows);
    pairings.increment((double) found);
  }

  void ready() {
    ended(RunState.READY.code(), 1);
  }

  void failed(RunFailure reason) {
    ended(reason.code(), 1);
  }

  private void ended(String outcome, int runs) {
    Counter.builder("consentledger.runs.ended")
        .description("Runs that became ready, or failed for a reason")
        .tag("outcome", outcome)
        .register(meters)
        .increment(runs);
  }
}
