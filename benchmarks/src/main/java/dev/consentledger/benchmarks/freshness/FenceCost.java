package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.load.MadeUp;
import dev.consentledger.stack.ServiceName;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the fence adds to a run, as matching-service measures it itself. */
final class FenceCost {
  private FenceCost() {}

  /** Mean milliseconds at the fence of so many runs of a small list. */
  static double ofRuns(BenchedStack running, WorkFolder folder, String prefix, int runs)
      throws Exception {
    var meter = new FenceMeter(running.metrics(ServiceName.MATCHING), "run");
    Path list = MadeUp.list(folder.file("fence.csv"), prefix, 10);
    try (HttpConnection gateway = running.connect()) {
      String audience = running.createAudience(gateway, "fence");
      for (int i = 0; i < runs; i++) {
        running.awaitReady(gateway, audience, running.upload(gateway, audience, list));
      }
    } finally {
      Files.delete(list);
    }
    return meter.meanMillis();
  }
}
