package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.load.GrantClients;
import dev.consentledger.benchmarks.pairing.FilledStack;
import dev.consentledger.benchmarks.pairing.Population;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From a withdrawal's acknowledgement to its absence, while others write. */
public final class FreshnessComparison implements Comparison {
  private static final int WRITERS = 32;
  private static final int MATCHING_HEAP_MEGABYTES = 768;

  /** A registration and a grant. */
  private static final int ENTRIES_A_LINE = 2;

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int withdrawals = options.count("withdrawals", 1_000);
    int warmUps = options.count("warm-ups", 800);
    int perSecond = options.count("writes-per-second", 1_000);
    int missed = options.count("missed-lines", 50_000);
    int runs = options.count("fence-runs", 50);
    int contactPoints = options.count("rebuilt-contact-points", 10_000_000);
    int rounds = options.count("restarts", 3);
    outcome.title("Freshness: how soon a withdrawal counts");
    try (var folder = WorkFolder.of(name());
        var running = BenchedStack.start(folder, MATCHING_HEAP_MEGABYTES)) {
      withdrawals(running, folder, withdrawals, warmUps, perSecond, outcome);
      double fence = FenceCost.ofRuns(running, folder, "fenced-", runs);
      outcome.measured(new Samples("the fence, of a run at rest", "ms, mean", List.of(fence)));
      catchingUp(running, missed, rounds, outcome);
    }
    if (contactPoints > 0) {
      rebuild(contactPoints, outcome);
    }
  }

  private static void withdrawals(
      BenchedStack running,
      WorkFolder folder,
      int count,
      int warmUps,
      int perSecond,
      Outcome outcome)
      throws Exception {
    int members = count + warmUps;
    // Enough for as long as it may take; the writes end with the withdrawals.
    int grantsMax = Math.max(perSecond * 60, members * perSecond / 10);
    try (var asked = Withdrawals.prepare(running, folder.file("."), "withdrawn-", members);
        var clients = GrantClients.start(running.stack(), WRITERS, "beside-", grantsMax)) {
      List<Long> contained = new ArrayList<>();
      List<Long> listed = new ArrayList<>();
      double rate;
      double atTheFence;
      BatchMeter.Way way;
      try (var writes = new SteadyWrites(clients, WRITERS, perSecond, grantsMax)) {
        withdraw(asked, 0, warmUps, new ArrayList<>(), new ArrayList<>());
        var batches = new BatchMeter(running);
        var meter = new FenceMeter(running.metrics(ServiceName.MATCHING), "read");
        withdraw(asked, warmUps, members, contained, listed);
        rate = writes.perSecond();
        way = batches.since();
        atTheFence = meter.meanMillis();
      }
      Samples transaction = BrokerFloor.ofTransactions(running.stack().kafkaBootstrap());
      Samples write = BrokerFloor.ofForcedWrites(folder.file("forced"));
      outcome.setting("writes a second meanwhile, in fact", Samples.text(rate));
      Samples ofContains = millis("withdrawn, until members:contains says so", contained);
      Samples ofMembers = millis("withdrawn, until members says so", listed);
      outcome.measured(ofContains).measured(ofMembers).measured(transaction).measured(write);
      String why = reason(atTheFence, way, transaction, write);
      outcome.chart(
          new Chart.Bars(
              "From a withdrawal's 200 to its absence", "ms", List.of(ofContains, ofMembers)));
      percentiles(List.of(ofContains, ofMembers), outcome);
      outcome.table(way.table());
      goals(ofMembers, why, outcome);
      goals(ofContains, why, outcome);
      outcome.note(
          "The clock runs from the end of the withdrawal's answer to the end of the first read"
              + " without the account; `members` is read whole. Reads that still held a withdrawn"
              + " account: "
              + asked.stale()
              + " (the fence allows none). Every second withdrawal is asked each way, one after"
              + " the other, while "
              + WRITERS
              + " clients grant on a fixed schedule.");
    }
  }

  private static void withdraw(
      Withdrawals asked, int from, int to, List<Long> contained, List<Long> listed)
      throws IOException {
    for (int i = from; i < to; i++) {
      if (i % 2 == 0) {
        contained.add(asked.untilNotContained(i));
      } else {
        listed.add(asked.untilNotListed(i));
      }
    }
  }

  private static Samples millis(String name, List<Long> nanos) {
    return new Samples(name, "ms", nanos.stream().map(value -> value / 1e6).toList());
  }

  private static void percentiles(List<Samples> all, Outcome outcome) {
    outcome.table(
        new Outcome.Table(
            "Milliseconds until a withdrawal counts",
            List.of("read", "p50", "p90", "p99", "p99.9"),
            all.stream()
                .map(one ->
                    List.of(
                        one.name(),
                        Samples.text(one.quantile(0.5)),
                        Samples.text(one.quantile(0.9)),
                        Samples.text(one.quantile(0.99)),
                        Samples.text(one.quantile(0.999))))
                .toList()));
  }

  private static void goals(Samples of, String why, Outcome outcome) {
    outcome.atMost(of.name() + ", median", "ms", 50, of.median(), why);
    outcome.atMost(of.name() + ", p99", "ms", 250, of.quantile(0.99), why);
  }

  private static String reason(
      double atTheFence, BatchMeter.Way way, Samples transaction, Samples write) {
    return ("a read waits at the fence until the projection has what the ledger had when it arrived:"
            + " %s ms in the mean. Most of it are the topic's transactions: one takes %s ms beside the"
            + " writes, which share the cores with the broker, and %s ms alone; an entry waits for"
            + " the one under way and then for its own. The disk takes %s ms a forced write, the"
            + " projection's tables and index %s ms a batch")
        .formatted(
            Samples.text(atTheFence),
            Samples.text(way.writeMillis()),
            Samples.text(transaction.median()),
            Samples.text(write.median()),
            Samples.text(way.storeMillis()));
  }

  private static void catchingUp(BenchedStack running, int lines, int rounds, Outcome outcome)
      throws Exception {
    int entries = lines * ENTRIES_A_LINE;
    List<Double> seconds = new ArrayList<>();
    List<Double> ups = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      CatchingUp.Seconds took = CatchingUp.afterStop(running, "missed-" + round + "-", lines);
      seconds.add(took.caughtUp());
      ups.add(took.up());
    }
    Samples caughtUp = new Samples("start to caught up, after a stop", "s", seconds);
    outcome.measured(caughtUp);
    outcome.measured(new Samples("of which until it answers at all", "s", ups));
    outcome.measured(
        caughtUp.rate("catching up, the JVM's start counted in", "events a second", entries));
  }

  private static void rebuild(int contactPoints, Outcome outcome) throws Exception {
    try (var folder = WorkFolder.of("freshness-rebuild");
        var filled = FilledStack.start(folder, new Population(contactPoints))) {
      var took = CatchingUp.afterLoss(filled.running(), contactPoints);
      var seconds = new Samples("rebuild from the topic alone", "s", List.of(took.caughtUp()));
      outcome.measured(seconds);
      outcome.measured(seconds.rate("rebuild", "contact points a second", contactPoints));
      outcome.note(
          "Rebuild: the projection's database is dropped while the service is down; from its start"
              + " until every grant is in the tables and in the index again.");
    }
  }
}
