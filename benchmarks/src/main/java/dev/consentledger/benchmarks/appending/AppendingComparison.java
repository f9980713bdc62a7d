package dev.consentledger.benchmarks.appending;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.Turns;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.benchmarks.load.CaughtUp;
import dev.consentledger.benchmarks.load.CpuTimes;
import dev.consentledger.benchmarks.load.GrantClients;
import dev.consentledger.benchmarks.load.Platform;
import dev.consentledger.benchmarks.load.Profile;
import dev.consentledger.benchmarks.load.Profile.Part;
import dev.consentledger.stack.ServiceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How fast consent is written down. */
public final class AppendingComparison implements Comparison {
  private static final String GRANTS = "single grants, through HTTP";
  private static final String PGBENCH = "inserts with a commit each";
  private static final String IMPORT = "bulk import, through HTTP";
  private static final String COPY = "COPY of the same bytes";
  private static final int MATCHING_HEAP_MEGABYTES = 768;

  /** A registration and a grant. */
  private static final int ENTRIES_A_LINE = 2;

  /** As large as a grant's entry. */
  private static final int EVENT_BYTES = 640;

  /** Innermost first: what is counted as the driver is not counted as the ledger that calls it. */
  private static final List<Part> PARTS =
      List.of(
          Part.thread("publication (with Kafka)", "publication", "kafka-", "smallrye-kafka"),
          Part.thread("proof", "proof"),
          Part.of("token check", "io.smallrye.jwt", "org.jose4j", "dev.consentledger.identity"),
          Part.of("validation of requests", "org.hibernate.validator"),
          Part.of("JSON of requests and answers", "com.fasterxml.jackson"),
          Part.of("encryption", "javax.crypto", "com.sun.crypto.provider"),
          Part.of("entries (JSON, seal)", "dev.consentledger.kernel"),
          Part.of("PostgreSQL driver", "io.vertx.pgclient", "io.vertx.sqlclient"),
          Part.of("context propagation", "io.smallrye.context"),
          Part.of("streams (Mutiny)", "io.smallrye.mutiny"),
          Part.of("system calls of sockets", "sun.nio.ch"),
          Part.of("HTTP client", "io.vertx.core.http.impl.HttpClient", "io.vertx.httpproxy"),
          Part.of("HTTP server", "io.vertx.core.http", "io.netty.handler.codec"),
          Part.of("REST and injection", "org.jboss.resteasy", "io.quarkus", "io.vertx.ext.web"),
          Part.of("buffers and event loops", "io.netty", "io.vertx.core"),
          Part.of("our code", "dev.consentledger"));

  @Override
  public String name() {
    return "appending";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int clients = options.count("clients", 64);
    int grants = options.count("grants", 30_000);
    int lines = options.count("import-lines", 30_000);
    int rounds = options.count("rounds", 5);
    outcome.title("Appending: single grants and bulk import");
    try (var folder = WorkFolder.of(name());
        var running = BenchedStack.start(folder, MATCHING_HEAP_MEGABYTES);
        var reference = new Reference(running.stack(), folder.file("pgbench"))) {
      outcome.setting("PostgreSQL", reference.version() + ", fsync and synchronous_commit on");
      singles(
          running,
          reference,
          new Sizes(clients, grants, rounds),
          folder.file("grants.jfr"),
          outcome);
      bulk(running, reference, lines, rounds, folder.file("import.jfr"), outcome);
    }
  }

  private record Sizes(int clients, int amount, int rounds) {}

  private static void singles(
      BenchedStack running, Reference reference, Sizes sizes, Path recording, Outcome outcome)
      throws Exception {
    Path pgbench = Reference.pgbench();
    outcome.setting("inserts by", pgbench == null ? "JDBC, a connection a client" : "pgbench");
    int warmups = 2;
    // One more for the CPU times, and one for the profile.
    int all = sizes.amount() * (warmups + sizes.rounds() + 2);
    try (var clients = GrantClients.start(running.stack(), sizes.clients(), "single-", all)) {
      var turns =
          new Turns()
              .add(GRANTS, Turns.Run.timed(_ -> clients.send(sizes.amount())))
              .add(
                  PGBENCH,
                  _ -> {
                    CaughtUp.await(running);
                    return pgbench == null
                        ? reference.insertWithJdbc(sizes.amount(), sizes.clients(), EVENT_BYTES)
                        : reference.insertWithPgbench(
                            pgbench, sizes.amount(), sizes.clients(), EVENT_BYTES);
                  })
              .play(warmups, sizes.rounds());
      Samples ours = turns.of(GRANTS).rate(GRANTS, "a second", sizes.amount());
      Samples theirs = turns.of(PGBENCH).rate(PGBENCH, "a second", sizes.amount());
      outcome.measured(ours).measured(theirs);
      outcome.chart(new Chart.Bars("Durable appends", "appends a second", List.of(ours, theirs)));
      Map<String, Double> cpu =
          cpu(running)
              .during(() -> {
                clients.send(sizes.amount());
                CaughtUp.await(running);
              });
      outcome.table(costs("CPU time of one grant, by process", cpu, sizes.amount()));
      Profile profile = Profile.start(running.stack().service(ServiceName.CONSENT), recording);
      clients.send(sizes.amount());
      Map<String, Double> shares = profile.stop(PARTS);
      outcome.table(Profile.table("What consent-service's CPU time of grants is spent on", shares));
      Samples ratio = turns.ratio("grants for each insert", GRANTS, PGBENCH);
      outcome.measured(ratio);
      outcome.atLeast(
          "single grants against inserts",
          "times",
          1,
          ratio.median(),
          ceiling(cpu, shares, sizes.amount()));
    }
  }

  private static void bulk(
      BenchedStack running,
      Reference reference,
      int lines,
      int rounds,
      Path recording,
      Outcome outcome)
      throws Exception {
    int entries = lines * ENTRIES_A_LINE;
    var turns =
        new Turns()
            .add(
                IMPORT,
                Turns.Run.timed(round -> importLines(running, "bulk-" + round + "-", lines)))
            .add(
                COPY,
                _ -> {
                  CaughtUp.await(running);
                  return reference.copy(reference.newestEntries(entries));
                })
            .play(1, rounds);
    Samples ours = turns.of(IMPORT).rate(IMPORT, "entries a second", entries);
    Samples theirs = turns.of(COPY).rate(COPY, "entries a second", entries);
    outcome.measured(ours).measured(theirs);
    outcome.chart(new Chart.Bars("Bulk import", "entries a second", List.of(ours, theirs)));
    Map<String, Double> cpu =
        cpu(running)
            .during(() -> {
              importLines(running, "counted-", lines);
              CaughtUp.await(running);
            });
    outcome.table(costs("CPU time of one imported entry, by process", cpu, entries));
    Profile profile = Profile.start(running.stack().service(ServiceName.CONSENT), recording);
    importLines(running, "profiled-", lines);
    Map<String, Double> shares = profile.stop(PARTS);
    outcome.table(
        Profile.table("What consent-service's CPU time of an import is spent on", shares));
    Samples ratio = turns.ratio("entries imported for each one copied", IMPORT, COPY);
    outcome.measured(ratio);
    outcome.atLeast(
        "import against COPY", "times", 1.0 / 3, ratio.median(), ceiling(cpu, shares, entries));
    outcome.note(
        "Single grants and inserts are durable before they are acknowledged, on one PostgreSQL. A"
            + " grant passes the gateway and consent-service: its token is checked at both, its"
            + " stream is read, the rules decide, the entry is encoded and appended at the revision"
            + " that was read. Meanwhile publication, the signed log, Kafka and the projection"
            + " follow, on the same cores; an insert has none of that, and begins when they have"
            + " caught up. COPY writes the very bytes that the import before it appended, as one"
            + " transaction, without a subject, a key, an event id or a revision.");
  }

  private static void importLines(BenchedStack running, String prefix, int lines) throws Exception {
    Platform.importAccounts(running.stack(), prefix, lines, true);
  }

  private static CpuTimes cpu(BenchedStack running) throws Exception {
    var cpu = new CpuTimes().addSelf("clients, Kafka");
    for (ServiceName name : ServiceName.values()) {
      cpu.add(running.stack().service(name));
    }
    return cpu.addPostgres(running.stack().logs().resolveSibling("postgres"));
  }

  /** With all that follows a write: publication, proof, projection. */
  private static Outcome.Table costs(String title, Map<String, Double> cpu, int amount) {
    List<List<String>> rows = new ArrayList<>();
    cpu.forEach(
        (process, seconds) -> rows.add(List.of(process, Samples.text(seconds / amount * 1e6))));
    rows.add(List.of("all", Samples.text(allMicros(cpu, amount))));
    return new Outcome.Table(title, List.of("process", "µs"), rows);
  }

  private static double allMicros(Map<String, Double> cpu, int amount) {
    return cpu.values().stream().mapToDouble(Double::doubleValue).sum() / amount * 1e6;
  }

  /** What the machine's cores could do at most, were each of them busy with nothing else. */
  private static String ceiling(Map<String, Double> cpu, Map<String, Double> shares, int amount) {
    double micros = allMicros(cpu, amount);
    int cores = Runtime.getRuntime().availableProcessors();
    return "CPU time is the ceiling: %s µs for each over all processes (%s), so %,d cores do at most %,.0f a second; of consent-service's %s"
        .formatted(
            Samples.text(micros),
            cpu.entrySet().stream()
                .map(process ->
                    process.getKey() + " " + Samples.text(process.getValue() / amount * 1e6))
                .collect(Collectors.joining(", ")),
            cores,
            cores * 1e6 / micros,
            Profile.largest(shares));
  }
}
