package dev.consentledger.benchmarks.load;

import dev.consentledger.stack.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * A service's CPU time by what it is spent on: JDK Flight Recorder's samples of a running service,
 * one for each {@value #PERIOD_MILLIS} ms of CPU time of a thread, its system calls included, each
 * counted under the innermost frame that belongs to a part. What the process used beyond them went
 * to garbage collection, the compiler and the recording itself, or its sample was lost.
 */
public final class Profile {
  private static final String REST = "the rest";
  private static final String UNSAMPLED =
      "not sampled (garbage collection, compiler, the recording)";
  private static final int PERIOD_MILLIS = 5;
  private static final long COMMAND_SECONDS = 60;

  private final long pid;
  private final Path file;
  private double secondsBefore;

  private Profile(long pid, Path file) {
    this.pid = pid;
    this.file = file;
  }

  /** Parts of a service: a name, and how the classes (or the thread) of it are called. */
  public record Part(String name, List<String> prefixes, boolean isThread) {
    public static Part of(String name, String... classPrefixes) {
      return new Part(name, List.of(classPrefixes), false);
    }

    public static Part thread(String name, String... threadPrefixes) {
      return new Part(name, List.of(threadPrefixes), true);
    }
  }

  /** Begins to record a service. */
  public static Profile start(Service service, Path file) throws IOException, InterruptedException {
    return start(service.pid(), file);
  }

  private static Profile start(long pid, Path file) throws IOException, InterruptedException {
    var profile = new Profile(pid, file);
    profile.command("JFR.configure", "stackdepth=256");
    profile.command(
        "JFR.start",
        "name=profile",
        "settings=profile",
        "jdk.ExecutionSample#enabled=false",
        "jdk.CPUTimeSample#enabled=true",
        "jdk.CPUTimeSample#throttle=" + PERIOD_MILLIS + "ms");
    profile.secondsBefore = profile.cpuSeconds();
    return profile;
  }

  /** Begins to record this very process. */
  public static Profile ofSelf(Path file) throws IOException, InterruptedException {
    return start(ProcessHandle.current().pid(), file);
  }

  /** Ends the recording; answers each part's share of the process's CPU time. */
  public Map<String, Double> stop(List<Part> parts) throws IOException, InterruptedException {
    double spent = cpuSeconds() - secondsBefore;
    command("JFR.stop", "name=profile", "filename=" + file.toAbsolutePath());
    Map<String, Integer> samples = new LinkedHashMap<>();
    parts.forEach(part -> samples.put(part.name(), 0));
    samples.put(REST, 0);
    int all = 0;
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.CPUTimeSample")) {
          samples.merge(partOf(event, parts), 1, Integer::sum);
          all++;
        }
      }
    }
    double sampled = all * PERIOD_MILLIS / 1e3;
    double whole = Math.max(spent, sampled);
    Map<String, Double> shares = new LinkedHashMap<>();
    samples.forEach((part, count) -> shares.put(part, share(whole, count * PERIOD_MILLIS / 1e3)));
    shares.put(UNSAMPLED, share(whole, whole - sampled));
    return shares;
  }

  private static double share(double whole, double part) {
    return whole == 0 ? 0 : part / whole;
  }

  /** The largest parts, for the sentence that says why a goal is missed. */
  public static String largest(Map<String, Double> shares, int count) {
    return shares.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(count)
        .map(share -> "%s %.0f %%".formatted(share.getKey(), 100 * share.getValue()))
        .collect(Collectors.joining(", "));
  }

  private double cpuSeconds() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(spent -> spent.toNanos() / 1e9)
        .orElse(0.0);
  }

  private static String partOf(RecordedEvent event, List<Part> parts) {
    String thread =
        event.getThread() == null ? "" : String.valueOf(event.getThread().getJavaName());
    for (Part part : parts) {
      if (part.isThread() && part.prefixes().stream().anyMatch(thread::startsWith)) {
        return part.name();
      }
    }
    if (event.getStackTrace() == null) {
      return REST;
    }
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      for (Part part : parts) {
        if (!part.isThread() && part.prefixes().stream().anyMatch(type::startsWith)) {
          return part.name();
        }
      }
    }
    return REST;
  }

  private void command(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("jcmd " + words[0] + " failed");
    }
  }
}
