package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.load.MadeUp;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the fence adds to a run, as matching-service measures it itself. */
final class FenceCost {
  private static final String METER = "consentledger_fence_wait_seconds_";

  private FenceCost() {}

  /** Mean milliseconds at the fence of so many runs of a small list. */
  static double ofRuns(BenchedStack running, WorkFolder folder, String prefix, int runs)
      throws Exception {
    Service matching = running.stack().service(ServiceName.MATCHING);
    double count = meter(matching, "count");
    double sum = meter(matching, "sum");
    Path list = MadeUp.list(folder.file("fence.csv"), prefix, 10);
    try (HttpConnection gateway = running.connect()) {
      String audience = running.createAudience(gateway, "fence");
      for (int i = 0; i < runs; i++) {
        running.awaitReady(gateway, audience, running.upload(gateway, audience, list));
      }
    } finally {
      Files.delete(list);
    }
    return (meter(matching, "sum") - sum) / (meter(matching, "count") - count) * 1_000;
  }

  /** Zero before the first run. */
  private static double meter(Service matching, String what) throws IOException {
    try (var connection = new HttpConnection(matching.managementUrl())) {
      return connection
          .send("GET", "/q/metrics", "none", "text/plain", new byte[0])
          .require(200)
          .body()
          .lines()
          .filter(line ->
              line.startsWith(METER + what + "{")
                  && line.contains("use=\"run\"")
                  && line.contains("outcome=\"reached\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
