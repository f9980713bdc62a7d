package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.stack.Service;
import java.io.IOException;

/** What matching-service says that requests waited at its fence, since it was asked last. */
final class FenceMeter {
  private static final String METER = "consentledger_fence_wait_seconds_";

  private final Service matching;
  private final String use;
  private double count;
  private double seconds;

  /**
   * @param use {@code read} or {@code run}
   */
  FenceMeter(Service matching, String use) throws IOException {
    this.matching = matching;
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
    try (var connection = new HttpConnection(matching.managementUrl())) {
      return connection
          .send("GET", "/q/metrics", "none", "text/plain", new byte[0])
          .require(200)
          .body()
          .lines()
          .filter(line ->
              line.startsWith(METER + what + "{")
                  && line.contains("use=\"" + use + "\"")
                  && line.contains("outcome=\"reached\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
