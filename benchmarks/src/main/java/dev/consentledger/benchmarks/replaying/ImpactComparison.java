package dev.consentledger.benchmarks.replaying;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.load.CaughtUp;
import dev.consentledger.benchmarks.load.MadeUp;
import dev.consentledger.benchmarks.load.Platform;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** "Who was affected?", over a large ledger. */
public final class ImpactComparison implements Comparison {
  private static final int MATCHING_HEAP_MEGABYTES = 768;
  private static final int CONSENT_HEAP_MEGABYTES = 512;
  private static final String QUESTION =
      "\"kind\":\"impact\",\"notice\":{\"id\":\"list-matching\",\"version\":\"1\"}";

  @Override
  public String name() {
    return "impact";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int events = options.count("events", 10_000_000);
    int affected = options.count("affected", 20_000);
    int rounds = options.count("rounds", 3);
    outcome.title("Impact: who was affected, over a large ledger");
    try (var folder = WorkFolder.of(name());
        var running =
            BenchedStack.of(
                BenchedStack.builder(folder, MATCHING_HEAP_MEGABYTES)
                    .javaOptions(ServiceName.CONSENT, "-Xmx" + CONSENT_HEAP_MEGABYTES + "m")
                    .setting(
                        ServiceName.CONSENT,
                        "consentledger.audit.entries-per-second-max",
                        "100000000"))) {
      pair(running, folder, affected);
      Service consent = running.stack().service(ServiceName.CONSENT);
      // What follows permits nothing: the topic needs none of it.
      consent.restart(Map.of("consentledger.publication.enabled", "false"));
      System.out.printf("  Filling the ledger with %,d entries%n", events);
      long bytes = new LedgerFill(running.stack()).write(events);
      long head = CaughtUp.head(running);
      CaughtUp.awaitProof(running, head);
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        var done = Questions.ask(running, QUESTION);
        requireAffected(done.answer(), affected);
        seconds.add(done.seconds());
      }
      var took = new Samples("impact, from the question to the answer", "s", seconds);
      outcome.measured(took);
      outcome.chart(
          new Chart.Bars(
              "Who was affected, over %,d entries".formatted(events), "s", List.of(took)));
      outcome.measured(took.rate("of the ledger", "entries a second", events));
      outcome.measured(
          new Samples(
              "consent-service's memory at its highest", "MB", List.of(peakMegabytes(consent))));
      outcome.setting("bytes of entries", "%,d".formatted(bytes));
      outcome.setting("consent-service's heap", "-Xmx" + CONSENT_HEAP_MEGABYTES + "m");
      outcome.note(
          "A list of "
              + "%,d".formatted(affected)
              + " accounts was paired; then the ledger was filled by COPY with entries of other"
              + " subjects. The replay reads every entry for the recorded runs, holds their pairings"
              + " against the roots in the ledger, and looks each paired subject's grants up. Its"
              + " memory has a limit that does not grow with the ledger, and the service runs in the"
              + " heap that is named.");
    }
  }

  private static void pair(BenchedStack running, WorkFolder folder, int accounts) throws Exception {
    Platform.importAccounts(running.stack(), "affected-", accounts, true);
    Path list = MadeUp.list(folder.file("affected.csv"), "affected-", accounts);
    try (HttpConnection gateway = running.connect()) {
      String audience = running.createAudience(gateway, "affected");
      running.awaitReady(gateway, audience, running.upload(gateway, audience, list));
    }
    CaughtUp.await(running);
  }

  private static void requireAffected(String answer, int accounts) {
    if (!answer.contains(Integer.toString(accounts))) {
      throw new IllegalStateException("not all of the paired accounts were found: " + answer);
    }
  }

  private static double peakMegabytes(Service service) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000.0)
        .findFirst()
        .orElseThrow();
  }
}
