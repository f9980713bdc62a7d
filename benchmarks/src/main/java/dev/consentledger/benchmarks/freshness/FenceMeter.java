package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.ServiceMetrics;
import java.io.IOException;
import java.util.List;

/** What matching-service says that requests waited at its fence, since it was asked last. */
final class FenceMeter {
  private static final String METER = "consentledger_fence_wait_seconds_";

  private final ServiceMetrics metrics;
  private final String use;
  private double count;
  private double seconds;

  /**
   * @param use {@code read} or {@code run}
   */
  FenceMeter(ServiceMetrics metrics, String use) throws IOException {
    this.metrics = metrics;
    this.use = use;
    meanMillis();
  }

  /** Of those that got through; not a number where there were none. */
  double meanMillis() throws IOException {
    double countBefore = count;
    double secondsBefore = seconds;
    count = meter("count");
    seconds = meter("sum");
    return (seconds - secondsBefore) / (count - countBefore) * 1_000;
  }

  /** Zero before the first. */
  private double meter(String what) throws IOException {
    return metrics.sum(METER + what, List.of("use=\"" + use + "\"", "outcome=\"reached\""));
  }
}
