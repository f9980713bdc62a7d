package dev.consentledger.matching.pairing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What an operator sees of retention. */
@Startup
@ApplicationScoped
class RetentionMetrics {
  private final Counter listBlocks;
  private final Counter pairingBlocks;
  private volatile double oldestSeconds;

  RetentionMetrics(MeterRegistry meters) {
    listBlocks =
        Counter.builder("consentledger.lists.blocks.deleted")
            .description("Blocks of lists that were deleted since their time was over")
            .register(meters);
    pairingBlocks =
        Counter.builder("consentledger.pairings.blocks.deleted")
            .description("Blocks of pairings that were deleted since their time was over")
            .register(meters);
    Gauge.builder("consentledger.lists.oldest.seconds", () -> oldestSeconds)
        .description("How long ago the run of the oldest list that is kept ended")
        .register(meters);
  }

  void listBlocksDeleted(int blocks) {
    listBlocks.increment(blocks);
  }

  void pairingBlocksDeleted(int blocks) {
    pairingBlocks.increment(blocks);
  }

  /** Zero where no list is kept. */
  void oldest(Duration age) {
    oldestSeconds = Math.max(0, age.toMillis() / 1_000.0);
  }
}
