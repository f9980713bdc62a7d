package dev.consentledger.benchmarks;

import dev.consentledger.benchmarks.appending.AppendingComparison;
import dev.consentledger.benchmarks.asking.AskingComparison;
import dev.consentledger.benchmarks.freshness.FreshnessComparison;
import dev.consentledger.benchmarks.micro.MicroComparison;
import dev.consentledger.benchmarks.pairing.PairingComparison;
import dev.consentledger.benchmarks.replaying.ImpactComparison;
import dev.consentledger.benchmarks.replaying.ReplayingComparison;
import dev.consentledger.benchmarks.starting.StartingComparison;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What {@code benchmarks/run} runs, from the folder of the repository. */
public final class Benchmarks {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** In the order of docs/performance.md. */
  private static final List<Comparison> ALL =
      List.of(
          new PairingComparison(),
          new AppendingComparison(),
          new FreshnessComparison(),
          new AskingComparison(),
          new ReplayingComparison(),
          new ImpactComparison(),
          new StartingComparison(),
          new MicroComparison());

  private final Path root;
  private final Results results;

  private Benchmarks(Path root) {
    this.root = root;
    this.results = new Results(root);
  }

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger EVERYTHING = Logger.getLogger("");

  public static void main(String[] words) {
    Locale.setDefault(Locale.ROOT);
    EVERYTHING.setLevel(Level.SEVERE); // Kafka and PostgreSQL's library tell their whole lives
    int exitCode = 0;
    try {
      new Benchmarks(Path.of("").toAbsolutePath()).run(words);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      exitCode = MISUSED;
    } catch (Exception e) {
      e.printStackTrace();
      exitCode = FAILED;
    }
    System.exit(exitCode); // Kafka's threads would keep the process alive
  }

  private void run(String[] words) throws Exception {
    if (words.length == 0 || words[0].equals("--help")) {
      System.out.println(help());
      return;
    }
    Options options = Options.parse(words, 1);
    if (words[0].equals("page")) {
      results.writePerformancePage(names());
      return;
    }
    List<Comparison> wanted =
        words[0].equals("all")
            ? ALL
            : ALL.stream().filter(comparison -> comparison.name().equals(words[0])).toList();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("There is no comparison " + words[0] + ".\n" + help());
    }
    for (Comparison comparison : wanted) {
      measure(comparison, options.again());
    }
    results.writePerformancePage(names());
  }

  private void measure(Comparison comparison, Options options) throws Exception {
    System.out.printf("%s%n", comparison.name());
    Map<String, String> machine = Machine.describe();
    Outcome outcome = new Outcome();
    long begun = System.nanoTime();
    comparison.measure(options, outcome);
    options.asked().forEach((name, value) -> outcome.setting(name, "%,d".formatted(value)));
    outcome.setting("whole run", "%.0f s".formatted((System.nanoTime() - begun) / 1e9));
    Recorded recorded =
        new Recorded(
            comparison.name(),
            "benchmarks/run " + comparison.name() + options.words(),
            LocalDate.now(ZoneOffset.UTC).toString(),
            machine,
            outcome);
    results.write(recorded);
    System.out.println("\n" + Page.of(recorded, root.resolve("benchmarks/results") + "/"));
  }

  private static List<String> names() {
    return ALL.stream().map(Comparison::name).toList();
  }

  private static String help() {
    return """
    benchmarks/run <comparison> [--option number ...]
    benchmarks/run all      every comparison, at its full sizes
    benchmarks/run page     docs/performance.md, from the results that are there

    Comparisons: %s. Results are written to benchmarks/results.
    Options (each comparison takes those it knows; docs/performance.md states them all):
    --entries, --contact-points, --rounds, ...\
    """
        .formatted(String.join(", ", names()));
  }
}
