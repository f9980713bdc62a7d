package dev.consentledger.benchmarks.pairing;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.ReferencePostgres;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.Turns;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.load.CpuTimes;
import dev.consentledger.benchmarks.load.Profile;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Comparison 1: a list of hashed entries against permitted contact points. */
public final class PairingComparison implements Comparison {
  private static final String OURS = "Consent Ledger";
  private static final String DUCKDB = "DuckDB";
  private static final String POSTGRES = "PostgreSQL";
  private static final int CURVE_STEPS = 4;

  /**
   * Runs of ours before the first turn. The JVM compiles what runs often while it runs: after two
   * runs that still took a third of both services' CPU time, after ten a sixth. The others were
   * compiled before they started.
   */
  private static final int RUNS_BEFORE = 8;

  /** One run is too short for enough samples. */
  private static final int PROFILED_RUNS = 5;

  private static final String OURS_PACKAGES = "dev.consentledger.matching.";

  /** The first that a sample's innermost frames belong to takes it. */
  private static final List<Profile.Part> PARTS =
      List.of(
          Profile.Part.of("HMAC-SHA-256 of rows", "dev.consentledger.kernel.identifier."),
          Profile.Part.of("Merkle tree over the pairings", "dev.consentledger.kernel.proof."),
          Profile.Part.of("reading rows", OURS_PACKAGES + "intake."),
          Profile.Part.of("probing the index", OURS_PACKAGES + "projection."),
          Profile.Part.of("pairings' bytes, digest and filter", OURS_PACKAGES + "pairing."),
          Profile.Part.of("PostgreSQL's client", "io.vertx.pgclient.", "io.vertx.sqlclient."),
          Profile.Part.of("HTTP", "io.vertx.", "io.netty.", "io.quarkus.", "org.jboss."));

  @Override
  public String name() {
    return "pairing";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int entries = options.count("entries", 1_000_000);
    int rounds = options.count("rounds", 5);
    int postgresRounds = options.count("postgres-rounds", 3);
    int curveEntries = options.count("curve-entries", 10_000_000);
    Population population = new Population(options.count("contact-points", 10_000_000));
    outcome
        .title("Pairing")
        .setting("match keys permitted", "%,d".formatted(population.digests()))
        .setting("accounts", "%,d (30 %% hold two contact points)".formatted(population.accounts()))
        .setting("entries known", "60 %");
    try (WorkFolder folder = WorkFolder.of(name())) {
      Path list = ListFile.write(population, entries, folder.file("list.csv"));
      sideBySide(folder, population, list, entries, rounds, postgresRounds, curveEntries, outcome);
    }
    Probe.measure(population, entries, rounds, outcome);
  }

  private static void sideBySide(
      WorkFolder folder,
      Population population,
      Path list,
      int entries,
      int rounds,
      int postgresRounds,
      int curveEntries,
      Outcome outcome)
      throws Exception {
    long expected = ListFile.known(entries);
    System.out.println("  Loading DuckDB and PostgreSQL");
    try (DuckDb duckDb = DuckDb.load(population, folder.file("duckdb"));
        ReferencePostgres server = ReferencePostgres.start(folder.file("postgres"));
        PostgresPairing postgres = PostgresPairing.load(population, server);
        FilledStack filled = FilledStack.start(folder, population);
        OurPairing ours = new OurPairing(filled.running())) {
      for (int run = 0; run < RUNS_BEFORE; run++) {
        ours.pair(list, expected, false);
      }
      Turns turns =
          new Turns()
              .add(OURS, round -> ours.pair(list, expected, round >= 2))
              .add(DUCKDB, _ -> duckDb.pair(list, expected))
              .add(POSTGRES, Turns.Run.upTo(2 + postgresRounds, _ -> postgres.pair(list, expected)))
              .play(2, Math.max(rounds, postgresRounds));
      outcome
          .setting("runs of ours before the first turn", RUNS_BEFORE)
          .setting("DuckDB", duckDb.version() + ", " + DuckDb.SETTINGS)
          .setting("PostgreSQL", postgres.describe())
          .setting("PostgreSQL's join", joinOf(postgres.plan()));
      Map<String, Double> shares = costs(folder, list, expected, ours, filled.running(), outcome);
      tell(turns, ours, filled, population, entries, why(shares), outcome);
      curve(folder, population, ours, curveEntries, outcome);
    }
  }

  private static void tell(
      Turns turns,
      OurPairing ours,
      FilledStack filled,
      Population population,
      int entries,
      String why,
      Outcome outcome)
      throws IOException {
    Samples byDuckDb = turns.ratio("DuckDB over ours, end to end", OURS, DUCKDB);
    Samples byPostgres = turns.ratio("PostgreSQL over ours, end to end", OURS, POSTGRES);
    double bytesAKey = ours.bytesAKey();
    outcome
        .measured(turns.of(OURS).as("ours: upload to result recorded", "s", 1))
        .measured(ours.uploads())
        .measured(ours.pairingSteps())
        .measured(turns.of(DUCKDB).as("DuckDB: CSV, hash join, table", "s", 1))
        .measured(turns.of(POSTGRES).as("PostgreSQL: COPY, join, table", "s", 1))
        .measured(byDuckDb)
        .measured(byPostgres)
        .measured(ours.pairingSteps().rate("ours: pairing step alone", "entries/s", entries))
        .atLeast("pairing end to end against DuckDB", "times as fast", 5, byDuckDb.median(), why)
        .atLeast(
            "pairing end to end against PostgreSQL", "times as fast", 20, byPostgres.median(), why)
        .atMost("memory a permitted match key", "bytes", 64, bytesAKey, "")
        .setting(
            "permissions",
            "written to the topic as publication would, and projected in %.0f s (%,.0f contact points/s)"
                .formatted(
                    filled.projectedSeconds(),
                    population.contactPoints() / filled.projectedSeconds()))
        .chart(
            new Chart.Bars(
                "Pairing %,d entries with %,d contact points"
                    .formatted(entries, population.contactPoints()),
                "seconds",
                List.of(
                    turns.of(OURS).as("ours, upload to recorded", "s", 1),
                    ours.pairingSteps(),
                    turns.of(DUCKDB),
                    turns.of(POSTGRES))));
  }

  /** Where a run's CPU time goes: of two runs one is counted, and one is sampled. */
  private static Map<String, Double> costs(
      WorkFolder folder,
      Path list,
      long expected,
      OurPairing ours,
      BenchedStack running,
      Outcome outcome)
      throws Exception {
    var cpu = new CpuTimes().addSelf("client, Kafka");
    for (ServiceName name : ServiceName.values()) {
      cpu.add(running.stack().service(name));
    }
    cpu.addPostgres(running.stack().logs().resolveSibling("postgres"));
    Map<String, Double> seconds = cpu.during(() -> ours.pair(list, expected, false));
    List<List<String>> rows = new ArrayList<>();
    seconds.forEach((process, spent) -> rows.add(List.of(process, Samples.text(spent))));
    rows.add(
        List.of(
            "all", Samples.text(seconds.values().stream().mapToDouble(Double::doubleValue).sum())));
    outcome.table(
        new Outcome.Table("CPU time of one run, by process", List.of("process", "s"), rows));
    Profile profile =
        Profile.start(running.stack().service(ServiceName.MATCHING), folder.file("pairing.jfr"));
    for (int run = 0; run < PROFILED_RUNS; run++) {
      ours.pair(list, expected, false);
    }
    Map<String, Double> shares = profile.stop(PARTS);
    outcome.table(Profile.table("What matching-service's CPU time of a run is spent on", shares));
    return shares;
  }

  private static String why(Map<String, Double> shares) {
    return "ours is an upload through two processes that is hashed with a secret, stored durably,"
        + " paired, proved and recorded; DuckDB reads a local file and joins it; of"
        + " matching-service's CPU time "
        + Profile.largest(shares);
  }

  private static void curve(
      WorkFolder folder, Population population, OurPairing ours, int entriesMax, Outcome outcome)
      throws IOException, InterruptedException {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int step = 1; step <= CURVE_STEPS; step++) {
      int entries = (int) ((long) entriesMax * step / CURVE_STEPS);
      if (entries == 0) {
        continue;
      }
      Path list = ListFile.write(population, entries, folder.file("curve.csv"));
      double seconds = ours.pair(list, ListFile.known(entries), false);
      System.out.printf("  %,d entries: %s s%n", entries, Samples.text(seconds));
      x.add(entries / 1e6);
      y.add(seconds);
      rows.add(
          List.of(
              "%,d".formatted(entries),
              Samples.text(seconds),
              Samples.text(seconds * 1e6 / entries)));
    }
    if (!x.isEmpty()) {
      outcome
          .table(
              new Outcome.Table(
                  "Cost by size, once each (upload to result recorded):",
                  List.of("entries", "seconds", "µs an entry"),
                  rows))
          .chart(
              new Chart.Lines(
                  "Cost by size",
                  "million entries",
                  "seconds, upload to recorded",
                  List.of(new Chart.Line(OURS, x, y))));
    }
  }

  /** The names of the plan's nodes, from the top. */
  private static String joinOf(String plan) {
    List<String> nodes = new ArrayList<>();
    for (String line : plan.lines().toList()) {
      if (line.contains("\"Node Type\"")) {
        nodes.add(line.substring(line.indexOf(": \"") + 3, line.lastIndexOf('"')));
      }
    }
    return String.join(" / ", nodes);
  }
}
