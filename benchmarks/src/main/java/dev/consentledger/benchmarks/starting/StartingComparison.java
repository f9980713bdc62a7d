package dev.consentledger.benchmarks.starting;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Start to first request and memory at rest, of each service: plain JVM, and with the AOT cache.
 */
public final class StartingComparison implements Comparison {
  private static final int MATCHING_HEAP_MEGABYTES = 512;

  /** Half for the heap, as docker/java.options takes half of a container's memory. */
  private static final String HEAP = "-Xmx512m";

  @Override
  public String name() {
    return "starting";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int rounds = options.count("rounds", 3);
    int restSeconds = options.count("rest-seconds", 5);
    int runs = options.count("runs", 3);
    outcome.title("Starting and resting");
    try (var folder = WorkFolder.of(name())) {
      var build = new AotBuild(folder.root());
      build.build(folder.file("package.log"));
      try (var running = BenchedStack.start(folder, MATCHING_HEAP_MEGABYTES)) {
        for (ServiceName name : ServiceName.values()) {
          measure(running, folder, build, name, rounds, restSeconds, outcome);
        }
      }
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i <= runs; i++) {
        double took =
            WholeRun.untilReady(folder.root(), folder.file("whole-run"), folder.file("run.log"));
        if (i > 0) { // the first builds what is not built
          seconds.add(took);
        }
      }
      if (runs > 0) {
        outcome.measured(new Samples("./run from a built tree to ready", "s", seconds));
      }
      outcome.note(
          "Each start is of a process with the options of docker/java.options and "
              + HEAP
              + ", over the stack's PostgreSQL and Kafka, which run already; the first request is"
              + " answered by the service itself. The cache was trained on this machine by one start"
              + " with its first requests, as docker/train does it. Memory is the resident set after"
              + " "
              + restSeconds
              + " s without a request. Lower is better.");
    }
  }

  private static void measure(
      BenchedStack running,
      WorkFolder folder,
      AotBuild build,
      ServiceName name,
      int rounds,
      int restSeconds,
      Outcome outcome)
      throws Exception {
    Service ofStack = running.stack().service(name);
    ofStack.stop();
    var starts = new Starts(running, folder, build.jar(name), name, javaOptions(folder.root()));
    starts.train();
    Map<String, List<String>> contenders = new LinkedHashMap<>();
    contenders.put("plain JVM", List.of());
    contenders.put("with the AOT cache", List.of("-XX:AOTCache=" + starts.cache()));
    Map<String, List<Starts.Figures>> figures = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (var contender : contenders.entrySet()) {
        Starts.Figures taken = starts.once(contender.getValue(), restSeconds);
        System.out.printf("  %s, %s: %s%n", name.module(), contender.getKey(), taken);
        if (round > 0) { // the first reads files that are not in memory yet
          figures.computeIfAbsent(contender.getKey(), _ -> new ArrayList<>()).add(taken);
        }
      }
    }
    tell(name, figures, outcome);
    ofStack.start();
    ofStack.awaitReady();
  }

  private static void tell(
      ServiceName name, Map<String, List<Starts.Figures>> figures, Outcome outcome) {
    List<Samples> firsts = new ArrayList<>();
    for (var contender : figures.entrySet()) {
      String title = name.module() + ", " + contender.getKey();
      List<Starts.Figures> all = contender.getValue();
      Samples first =
          new Samples(
              title + ": first request",
              "s",
              all.stream().map(Starts.Figures::firstSeconds).toList());
      firsts.add(new Samples(title, "s", first.values()));
      outcome.measured(first);
      outcome.measured(
          new Samples(
              title + ": ready", "s", all.stream().map(Starts.Figures::readySeconds).toList()));
      outcome.measured(
          new Samples(
              title + ": at rest", "MB", all.stream().map(Starts.Figures::restMegabytes).toList()));
    }
    outcome.chart(new Chart.Bars(name.module() + ": start to first request", "seconds", firsts));
  }

  private static List<String> javaOptions(Path root) throws IOException {
    List<String> options = new ArrayList<>();
    for (String line : Files.readAllLines(root.resolve("docker/java.options"))) {
      if (line.startsWith("-") && !line.startsWith("-XX:MaxRAMPercentage")) {
        options.add(line);
      }
    }
    options.add(HEAP);
    return options;
  }

  /** Starts of one service. */
  private record Starts(
      BenchedStack running, WorkFolder folder, Path jar, ServiceName name, List<String> options) {

    record Figures(double firstSeconds, double readySeconds, double restMegabytes) {}

    Path cache() {
      return folder.file(name.module() + ".aot");
    }

    void train() throws IOException, InterruptedException {
      try (var training = start(List.of("-XX:AOTCacheOutput=" + cache()))) {
        training.untilReady();
        training.untilAnswered(path(), token());
      }
      if (!Files.exists(cache())) {
        throw new IllegalStateException("the training run left no cache; see " + log());
      }
    }

    Figures once(List<String> more, int restSeconds) throws IOException, InterruptedException {
      try (var started = start(more)) {
        double first = started.untilAnswered(path(), token());
        double ready = started.untilReady();
        Thread.sleep(restSeconds * 1_000L);
        return new Figures(first, ready, started.residentMegabytes());
      }
    }

    private StartedService start(List<String> more) throws IOException {
      List<String> all = new ArrayList<>(options);
      all.addAll(more);
      return StartedService.start(jar, running.stack().settingsFile(name), all, log());
    }

    private Path log() {
      return folder.file(name.module() + ".log");
    }

    /** A call that the service answers itself, with its token checked. */
    private String path() {
      return switch (name) {
        case CONSENT -> "/v1/ledger/head";
        case MATCHING -> "/v1/audiences/00000000-0000-4000-8000-000000000000";
        case GATEWAY -> "/";
      };
    }

    private String token() {
      return running.stack().token(name == ServiceName.CONSENT ? Role.READER : Role.ADVERTISER);
    }
  }
}
