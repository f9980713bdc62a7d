package dev.consentledger.benchmarks.asking;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.ClosedLoop;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.ReferencePostgres;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.pairing.FilledStack;
import dev.consentledger.benchmarks.pairing.ListFile;
import dev.consentledger.benchmarks.pairing.Population;
import dev.consentledger.stack.ServiceName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Comparison 4: asking whether accounts are members, one or a thousand at a time. */
public final class AskingComparison implements Comparison {
  private static final int MANY = 1_000;
  private static final int WARM_UP_ROUND = 3;
  private static final String GATEWAY = "ours, at the gateway";
  private static final String SERVICE = "ours, at matching-service";
  private static final String POSTGRES = "PostgreSQL";

  @Override
  public String name() {
    return "asking";
  }

  /** Sizes and times that hold for every load. */
  private record Plan(int rounds, int clients, double warmupSeconds, double seconds) {}

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int entries = options.count("entries", 1_000_000);
    var population = new Population(options.count("contact-points", 2_000_000));
    var plan =
        new Plan(
            options.count("rounds", 3),
            options.count("clients", 32),
            1,
            options.count("seconds", 5));
    outcome
        .title("Asking")
        .setting("accounts known", "%,d".formatted(population.accounts()))
        .setting("connections at saturation", plan.clients + ", closed loop, on the same machine");
    try (WorkFolder folder = WorkFolder.of(name());
        ReferencePostgres server = ReferencePostgres.start(folder.file("postgres"));
        PostgresMembers postgres = PostgresMembers.load(population, entries, server);
        FilledStack filled = FilledStack.start(folder, population)) {
      BenchedStack running = filled.running();
      String audience;
      try (HttpConnection gateway = running.connect()) {
        audience = running.createAudience(gateway, "asked");
        var list = ListFile.write(population, entries, folder.file("list.csv"));
        running.awaitReady(gateway, audience, running.upload(gateway, audience, list));
      }
      var atGateway = new OurMembers(running, running.stack().url(), audience);
      var atService =
          new OurMembers(running, running.stack().service(ServiceName.MATCHING).url(), audience);
      outcome.setting("PostgreSQL", postgres.describe());
      List<Samples> bars = new ArrayList<>();
      for (int accounts : new int[] {1, MANY}) {
        Questions questions = Questions.of(population, accounts, accounts);
        requireSame(atGateway, postgres, questions);
        Map<String, ClosedLoop.Opener> sides = new LinkedHashMap<>();
        sides.put(GATEWAY, atGateway.asking(questions));
        sides.put(SERVICE, atService.asking(questions));
        sides.put(POSTGRES, postgres.asking(questions));
        bars.addAll(loads(plan, accounts, sides, outcome));
      }
      outcome.chart(new Chart.Bars("Asking at saturation", "requests a second", bars));
    }
  }

  private static void requireSame(OurMembers ours, PostgresMembers postgres, Questions questions)
      throws Exception {
    List<Integer> here = ours.answers(questions);
    List<Integer> there = postgres.answers(questions);
    if (!here.equals(there)) {
      throw new IllegalStateException("both sides answer differently");
    }
  }

  /** Each side in turn, alone for its latency and with all clients for its rate. */
  private static List<Samples> loads(
      Plan plan, int accounts, Map<String, ClosedLoop.Opener> sides, Outcome outcome)
      throws Exception {
    Map<String, Seen> seen = new LinkedHashMap<>();
    sides.keySet().forEach(side -> seen.put(side, new Seen()));
    for (int round = 0; round <= plan.rounds; round++) {
      // A process that was hardly asked yet still compiles its code: the first round takes longer.
      double seconds = round == 0 ? WARM_UP_ROUND * plan.seconds : plan.seconds;
      for (Map.Entry<String, ClosedLoop.Opener> side : sides.entrySet()) {
        var alone = ClosedLoop.run(1, plan.warmupSeconds, plan.seconds / 2, side.getValue());
        var full = ClosedLoop.run(plan.clients, plan.warmupSeconds, seconds, side.getValue());
        System.out.printf(
            "  round %d: %s, %d accounts: alone p50 %.2f ms; %d clients %,.0f/s%n",
            round,
            side.getKey(),
            accounts,
            alone.p50Millis(),
            plan.clients,
            full.requestsPerSecond());
        if (round > 0) { // the first warms up
          Objects.requireNonNull(seen.get(side.getKey())).add(alone, full);
        }
      }
    }
    String unit = accounts == 1 ? "1 account" : "%,d accounts".formatted(accounts);
    List<List<String>> rows = new ArrayList<>();
    List<Samples> bars = new ArrayList<>();
    seen.forEach((side, loads) -> {
      rows.add(loads.row(side));
      bars.add(new Samples(side + ", " + unit, "requests/s", loads.rates));
    });
    bars.forEach(outcome::measured);
    outcome.table(
        new Outcome.Table(
            "Latency of a question about " + unit + " (milliseconds, medians of the rounds):",
            List.of("asked", "alone p50", "alone p99", "at saturation p50", "at saturation p99"),
            rows));
    return bars;
  }

  /** One side's rounds. */
  private static final class Seen {
    private final List<Double> rates = new ArrayList<>();
    private final List<List<Double>> millis =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    void add(ClosedLoop.Load alone, ClosedLoop.Load full) {
      rates.add(full.requestsPerSecond());
      millis.get(0).add(alone.p50Millis());
      millis.get(1).add(alone.p99Millis());
      millis.get(2).add(full.p50Millis());
      millis.get(3).add(full.p99Millis());
    }

    List<String> row(String side) {
      List<String> row = new ArrayList<>(List.of(side));
      millis.forEach(values -> row.add(Samples.text(new Samples(side, "ms", values).median())));
      return row;
    }
  }
}
