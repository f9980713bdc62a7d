package dev.consentledger.benchmarks.replaying;

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
import dev.consentledger.benchmarks.load.Profile;
import dev.consentledger.benchmarks.load.Profile.Part;
import dev.consentledger.kernel.evidence.EvidenceBundle;
import dev.consentledger.kernel.evidence.Progress;
import dev.consentledger.kernel.evidence.Trust;
import dev.consentledger.kernel.evidence.Verification;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reading everything again, against the one thing that can't be left out: hashing it. */
public final class ReplayingComparison implements Comparison {
  private static final String SHA256 = "SHA-256 of the same entries, one core";
  private static final String VERIFY = "auditor verify, one core";
  private static final String REPLAY = "replay of the ledger, as it runs";
  private static final String REPLAY_CORE = "replay of the ledger, a second of CPU time";
  private static final int MATCHING_HEAP_MEGABYTES = 512;
  private static final double GOAL = 0.5;

  private static final List<Part> PARTS =
      List.of(
          Part.of("hashing", "sun.security.provider"),
          Part.of("unpacking", "java.util.zip"),
          Part.of("JSON", "dev.consentledger.kernel.json"),
          Part.of("events from JSON", "dev.consentledger.kernel.event"),
          Part.of("tree and tiles", "dev.consentledger.kernel.proof"),
          Part.of("PostgreSQL driver", "io.vertx.pgclient", "io.vertx.sqlclient"),
          Part.of("streams of entries (Mutiny)", "io.smallrye.mutiny"),
          Part.of("system calls of sockets", "sun.nio.ch"),
          Part.of("buffers and event loops", "io.netty", "io.vertx.core"),
          Part.of("checks of the bundle", "dev.consentledger.kernel.evidence"),
          Part.of("our code", "dev.consentledger"));

  @Override
  public String name() {
    return "replaying";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int entries = options.count("entries", 500_000);
    int rounds = options.count("rounds", 5);
    outcome.title("Replaying and verifying, against the bare speed of SHA-256");
    try (var folder = WorkFolder.of(name());
        var running =
            BenchedStack.of(
                BenchedStack.builder(folder, MATCHING_HEAP_MEGABYTES)
                    // Replays hold back in favour of writes, 50,000 entries a second; not here.
                    .setting(
                        ServiceName.CONSENT,
                        "consentledger.audit.entries-per-second-max",
                        "100000000"))) {
      outcome.setting(
          "bytes of entries", "%,d".formatted(new LedgerFill(running.stack()).write(entries)));
      CaughtUp.await(running);
      compare(running, folder, entries, rounds, outcome);
    }
  }

  private static void compare(
      BenchedStack running, WorkFolder folder, int entries, int rounds, Outcome outcome)
      throws Exception {
    List<byte[]> same = read(running, entries);
    long bytes = same.stream().mapToLong(entry -> entry.length).sum();
    var first = Questions.ask(running, "\"kind\":\"ledger\"");
    Path bundle = fetch(running, first.replay(), folder.file("ledger.zip"));
    Trust trust = trust(running);
    var cpu = new CpuTimes().add(running.stack().service(ServiceName.CONSENT));
    List<Double> cpuSeconds = new ArrayList<>();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    var turns =
        new Turns()
            .add(SHA256, Turns.Run.timed(_ -> same.forEach(sha256::digest)))
            .add(VERIFY, Turns.Run.timed(_ -> verify(bundle, trust)))
            .add(
                REPLAY,
                _ -> {
                  double before = total(cpu.now());
                  double seconds = Questions.ask(running, "\"kind\":\"ledger\"").seconds();
                  cpuSeconds.add(total(cpu.now()) - before);
                  return seconds;
                })
            .play(2, rounds);
    var ofCpu =
        new Samples(
            REPLAY_CORE, "s", cpuSeconds.subList(cpuSeconds.size() - rounds, cpuSeconds.size()));
    List<Samples> seconds = List.of(turns.of(SHA256), turns.of(VERIFY), turns.of(REPLAY), ofCpu);
    for (Samples one : seconds) {
      outcome.measured(one.rate(one.name(), "entries a second", entries));
    }
    for (Samples one : seconds) {
      outcome.measured(one.rate(one.name(), "MB a second", bytes / 1e6));
    }
    outcome.chart(
        new Chart.Bars(
            "Entries a second",
            "entries a second",
            seconds.stream()
                .map(one -> one.rate(one.name(), "entries a second", entries))
                .toList()));
    Map<String, Double> ofReplay = profile(running, folder);
    outcome.table(
        Profile.table("What consent-service's CPU time of a replay is spent on", ofReplay));
    Profile own = Profile.ofSelf(folder.file("verify.jfr"));
    verify(bundle, trust);
    Map<String, Double> ofVerify = own.stop(PARTS);
    outcome.table(Profile.table("What auditor verify's CPU time is spent on", ofVerify));
    goals(turns, ofCpu, ofVerify, ofReplay, outcome);
  }

  private static void goals(
      Turns turns,
      Samples ofCpu,
      Map<String, Double> ofVerify,
      Map<String, Double> ofReplay,
      Outcome outcome) {
    double limit = turns.of(SHA256).median();
    String why =
        "this processor hashes by itself (SHA extensions), so the limit is near a gigabyte a second;"
            + " what an entry is read from, its JSON and its checks take longer than its hash: ";
    outcome.atLeast(
        "auditor verify against SHA-256, one core",
        "times",
        GOAL,
        turns.ratio("", VERIFY, SHA256).median(),
        why + "every byte is unpacked and hashed twice; " + Profile.largest(ofVerify));
    outcome.atLeast(
        "ledger replay against SHA-256, by CPU time",
        "times",
        GOAL,
        limit / ofCpu.median(),
        why + Profile.largest(ofReplay));
    outcome.note(
        "The replay reads every entry from PostgreSQL, compares row and entry, stream by stream, and"
            + " the tree with every stored tile and signed checkpoint; a second of CPU time is one"
            + " core's, whichever it ran on. `auditor verify` reads a complete bundle (a zip), checks"
            + " every file's hash, every entry, position and revision, and the root; it runs on one"
            + " thread. SHA-256 hashes the same entries, one by one, in the same JVM.");
  }

  private static Map<String, Double> profile(BenchedStack running, WorkFolder folder)
      throws Exception {
    Profile profile =
        Profile.start(running.stack().service(ServiceName.CONSENT), folder.file("replay.jfr"));
    Questions.ask(running, "\"kind\":\"ledger\"");
    return profile.stop(PARTS);
  }

  private static double total(Map<String, Double> seconds) {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static void verify(Path bundle, Trust trust) throws IOException {
    try (EvidenceBundle opened = EvidenceBundle.open(bundle)) {
      Verification verification = Verification.of(opened, trust, Progress.NONE);
      if (!verification.isVerified() || verification.isLimited()) {
        throw new IllegalStateException("the bundle does not hold: " + verification.checks());
      }
    }
  }

  private static List<byte[]> read(BenchedStack running, int count) throws SQLException {
    List<byte[]> entries = new ArrayList<>(count);
    try (Connection ledger = running.stack().superuser("consent")) {
      ledger.setAutoCommit(false);
      try (PreparedStatement select =
          ledger.prepareStatement("SELECT bytes FROM ledger_entry ORDER BY position LIMIT ?")) {
        select.setInt(1, count);
        select.setFetchSize(10_000);
        try (var rows = select.executeQuery()) {
          while (rows.next()) {
            entries.add(rows.getBytes(1));
          }
        }
      }
    }
    return entries;
  }

  private static Path fetch(BenchedStack running, String replay, Path file)
      throws IOException, InterruptedException {
    HttpResponse<Path> answer =
        http(running, Questions.bundlePath(replay), HttpResponse.BodyHandlers.ofFile(file));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("no bundle: " + answer.statusCode());
    }
    return file;
  }

  private static Trust trust(BenchedStack running) throws IOException, InterruptedException {
    String key = http(running, "/log/vkey", HttpResponse.BodyHandlers.ofString()).body();
    return Trust.inKey(VerifierKey.parse(key.strip()));
  }

  private static <T> HttpResponse<T> http(
      BenchedStack running, String path, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(running.stack().url() + path))
              .header("Authorization", "Bearer " + running.stack().token(Role.AUDITOR))
              .build(),
          handler);
    }
  }
}
