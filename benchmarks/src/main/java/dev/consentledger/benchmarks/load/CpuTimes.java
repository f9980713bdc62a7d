package dev.consentledger.benchmarks.load;

import dev.consentledger.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU seconds of processes so far, from Linux' {@code /proc}: what the machine did for others does
 * not count. Empty elsewhere.
 */
public final class CpuTimes {
  private static final double TICKS_A_SECOND = 100;
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int OF_ENDED_CHILDREN = 2;

  private final Map<String, List<Long>> processes = new LinkedHashMap<>();
  private final Map<String, Long> families = new LinkedHashMap<>();

  public CpuTimes add(Service service) {
    processes.put(service.name().module(), List.of(service.pid()));
    return this;
  }

  public CpuTimes addSelf(String name) {
    processes.put(name, List.of(ProcessHandle.current().pid()));
    return this;
  }

  /** PostgreSQL's first process and all that it started. */
  public CpuTimes addPostgres(Path dataFolder) throws IOException {
    families.put(
        "PostgreSQL",
        Long.parseLong(Files.readAllLines(dataFolder.resolve("postmaster.pid")).getFirst()));
    return this;
  }

  /** What one piece of work cost each process; what goes on behind it later does not count. */
  public Map<String, Double> during(Concurrent.Work work) throws Exception {
    Map<String, Double> before = now();
    work.run();
    Map<String, Double> spent = new LinkedHashMap<>();
    now().forEach((name, after) -> spent.put(name, after - before.getOrDefault(name, 0.0)));
    return spent;
  }

  /** Seconds of each, in the order in which they were added. */
  public Map<String, Double> now() throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (var process : processes.entrySet()) {
      seconds.put(process.getKey(), seconds(process.getValue().getFirst(), false));
    }
    for (var family : families.entrySet()) {
      double all = seconds(family.getValue(), true);
      for (long child : childrenOf(family.getValue())) {
        all += seconds(child, false);
      }
      seconds.put(family.getKey(), all);
    }
    return seconds;
  }

  private static List<Long> childrenOf(long parent) throws IOException {
    List<Long> children = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path process :
          all.filter(path -> path.getFileName().toString().matches("\\d+")).toList()) {
        long pid = Long.parseLong(process.getFileName().toString());
        List<String> fields = fields(pid);
        if (!fields.isEmpty() && Long.parseLong(fields.get(PARENT)) == parent) {
          children.add(pid);
        }
      }
    }
    return children;
  }

  private static double seconds(long pid, boolean withEndedChildren) {
    List<String> fields = fields(pid);
    if (fields.isEmpty()) {
      return 0;
    }
    double ticks = Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM));
    if (withEndedChildren) {
      ticks +=
          Long.parseLong(fields.get(USER + OF_ENDED_CHILDREN))
              + Long.parseLong(fields.get(SYSTEM + OF_ENDED_CHILDREN));
    }
    return ticks / TICKS_A_SECOND;
  }

  /** Those behind the command, which may hold anything; empty where the process is gone. */
  private static List<String> fields(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException _) {
      return List.of();
    }
  }
}
