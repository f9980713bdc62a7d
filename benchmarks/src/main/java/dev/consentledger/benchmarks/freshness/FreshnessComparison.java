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
import java.util.ArrayList;
import java.util.List;

/** From a withdrawal's acknowledgement to its absence, while others write. */
public final class FreshnessComparison implements Comparison {
  private static final int WRITERS = 32;
  private static final int MATCHING_HEAP_MEGABYTES = 768;
  private static final double WARM_UP_SHARE = 0.2;

  /** A registration and a grant. */
  private static final int ENTRIES_A_LINE = 2;

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int withdrawals = options.count("withdrawals", 1_000);
    int perSecond = options.count("writes-per-second", 1_000);
    int missed = options.count("missed-lines", 50_000);
    int runs = options.count("fence-runs", 50);
    int contactPoints = options.count("rebuilt-contact-points", 2_000_000);
    int rounds = options.count("restarts", 3);
    outcome.title("Freshness: how soon a withdrawal counts");
    try (var folder = WorkFolder.of(name());
        var running = BenchedStack.start(folder, MATCHING_HEAP_MEGABYTES)) {
      withdrawals(running, folder, withdrawals, perSecond, outcome);
      double fence = FenceCost.ofRuns(running, folder, "fenced-", runs);
      outcome.measured(new Samples("the fence, of a run at rest", "ms, mean", List.of(fence)));
      catchingUp(running, missed, rounds, outcome);
    }
    if (contactPoints > 0) {
      rebuild(contactPoints, outcome);
    }
  }

  private static void withdrawals(
      BenchedStack running, WorkFolder folder, int count, int perSecond, Outcome outcome)
      throws Exception {
    int warmUps = (int) (count * WARM_UP_SHARE);
    int members = count + warmUps;
    // Enough for as long as it may take; the writes end with the withdrawals.
    int grantsMax = Math.max(perSecond * 60, members * perSecond / 10);
    try (var asked = Withdrawals.prepare(running, folder.file("."), "withdrawn-", members);
        var clients = GrantClients.start(running.stack(), WRITERS, "beside-", grantsMax)) {
      List<Long> contained = new ArrayList<>();
      List<Long> listed = new ArrayList<>();
      double rate;
      var meter = new FenceMeter(running.metrics(ServiceName.MATCHING), "read");
      try (var writes = new SteadyWrites(clients, WRITERS, perSecond, grantsMax)) {
        for (int i = 0; i < members; i++) {
          long nanos = i % 2 == 0 ? asked.untilNotContained(i) : asked.untilNotListed(i);
          if (i >= warmUps) {
            (i % 2 == 0 ? contained : listed).add(nanos);
          }
        }
        rate = writes.perSecond();
      }
      double atTheFence = meter.meanMillis();
      Samples transaction = BrokerFloor.ofTransactions(running.stack().kafkaBootstrap());
      Samples write = BrokerFloor.ofForcedWrites(folder.file("forced"));
      outcome.setting("writes a second meanwhile, in fact", Samples.text(rate));
      Samples ofContains = millis("withdrawn, until members:contains says so", contained);
      Samples ofMembers = millis("withdrawn, until members says so", listed);
      outcome.measured(ofContains).measured(ofMembers).measured(transaction).measured(write);
      String why = reason(atTheFence, transaction, write);
      outcome.chart(
          new Chart.Bars(
              "From a withdrawal's 200 to its absence", "ms", List.of(ofContains, ofMembers)));
      percentiles(List.of(ofContains, ofMembers), outcome);
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

  private static String reason(double atTheFence, Samples transaction, Samples write) {
    return ("a read waits at the fence until the projection has what the ledger had when it arrived:"
            + " %s ms in the mean. Neither Kafka (%s ms for a transaction, alone and at rest) nor the"
            + " disk (%s ms a forced write) takes that long: publication and projection take what has"
            + " come meanwhile in one transaction each, and at this rate each waits for the one before"
            + " it, on the cores that the writes share; at rest a run's fence takes what is measured"
            + " below")
        .formatted(
            Samples.text(atTheFence),
            Samples.text(transaction.median()),
            Samples.text(write.median()));
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
              + " until every grant is in the tables and in the index again. Ten million take five"
              + " times as long and are an option, not the default: comparison `pairing` projects as"
              + " many from an empty topic anyway, and states the time.");
    }
  }
}
