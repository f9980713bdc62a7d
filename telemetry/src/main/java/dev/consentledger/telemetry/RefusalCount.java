package dev.consentledger.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts refused requests by the problem's name: {@code consentledger.refusals}. Names that were
 * not declared count as {@code other}, so the label has no more values than there are problems.
 */
@Singleton
public final class RefusalCount {
  private static final String OTHER = "other";

  private final MeterRegistry meters;
  private final Map<String, Counter> byReason = new ConcurrentHashMap<>();
  private final Counter other;

  public RefusalCount(MeterRegistry meters) {
    this.meters = meters;
    this.other = counter(OTHER);
  }

  /** Every name shows from the start, so that a first refusal is a rise and not a new series. */
  public void declare(Collection<String> problems) {
    problems.forEach(problem -> byReason.computeIfAbsent(problem, this::counter));
  }

  /**
   * Counts one.
   *
   * @param problem a problem's name, or its type, an address that ends with the name
   */
  public void count(String problem) {
    String reason = problem.substring(problem.lastIndexOf('/') + 1);
    byReason.getOrDefault(reason, other).increment();
  }

  private Counter counter(String reason) {
    return Counter.builder("consentledger.refusals")
        .description("Requests answered with a problem")
        .tag("reason", reason)
        .register(meters);
  }
}
