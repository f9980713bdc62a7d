package dev.consentledger.benchmarks.pairing;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.ServiceMetrics;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Uploads a list through the gateway until its result is recorded, and takes the time apart. */
final class OurPairing implements AutoCloseable {
  private static final String PAIRINGS = "consentledger_pairing_pairings_total";
  private static final String PAIRING_SECONDS = "consentledger_pairing_duration_seconds_sum";

  private final BenchedStack running;
  private final HttpConnection gateway;
  private final ServiceMetrics metrics;
  private final List<Double> uploads = new ArrayList<>();
  private final List<Double> pairings = new ArrayList<>();

  OurPairing(BenchedStack running) throws IOException {
    this.running = running;
    this.gateway = running.connect();
    this.metrics = running.metrics(ServiceName.MATCHING);
  }

  /** Answers the seconds; throws where the pairs are not as many as there must be. */
  double pair(Path list, long expected, boolean counts) throws IOException, InterruptedException {
    String audience = running.createAudience(gateway, "benchmark");
    double pairsBefore = metrics.counted(PAIRINGS);
    double secondsBefore = metrics.counted(PAIRING_SECONDS);
    long begun = System.nanoTime();
    String run = running.upload(gateway, audience, list);
    double uploaded = (System.nanoTime() - begun) / 1e9;
    running.awaitReady(gateway, audience, run);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double pairs = metrics.counted(PAIRINGS) - pairsBefore;
    if (pairs != expected) {
      throw new IllegalStateException("Consent Ledger paired " + pairs + ", not " + expected);
    }
    if (counts) {
      uploads.add(uploaded);
      pairings.add(metrics.counted(PAIRING_SECONDS) - secondsBefore);
    }
    return seconds;
  }

  /** Until the upload's answer: every row is keyed and durable. */
  Samples uploads() {
    return new Samples("ours: upload until durable", "s", uploads);
  }

  /**
   * As the service itself measures it, reading the list's and storing the pairs' blocks included.
   */
  Samples pairingSteps() {
    return new Samples("ours: pairing step alone", "s", pairings);
  }

  /** The index's own count of its memory, a permitted match key. */
  double bytesAKey() throws IOException {
    return metrics.value("consentledger_projection_index_bytes")
        / metrics.value("consentledger_projection_index_keys");
  }

  @Override
  public void close() throws IOException {
    gateway.close();
  }
}
