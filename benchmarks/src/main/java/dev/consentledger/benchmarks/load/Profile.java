package dev.consentledger.benchmarks.load;

import dev.consentledger.benchmarks.Outcome;
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
 * A service's CPU time by what it is spent on. Of its Java threads, JDK Flight Recorder takes a
 * sample every {@value #PERIOD_MILLIS} ms of a thread's CPU time, native code and system calls
 * included; each is counted under the innermost frame that belongs to a part. The JVM's own threads
 * are never sampled: what those used is read from Linux. The remainder has a row of its own.
 */
public final class Profile {
  private static final String REST = "the rest";
  private static final String UNSAMPLED = "Java threads, beyond the samples (lost samples)";
  private static final int PERIOD_MILLIS = 5;
  private static final long COMMAND_SECONDS = 60;

  /** Parts that the reason for a missed goal names. */
  private static final int REASONS = 6;

  private final long pid;
  private final Path file;
  private double secondsBefore;
  private Map<JvmWork, Double> jvmBefore = Map.of();

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
        // What nobody reads would cost the service as well.
        "settings=none",
        "+jdk.CPUTimeSample#enabled=true",
        "+jdk.CPUTimeSample#throttle=" + PERIOD_MILLIS + "ms");
    profile.secondsBefore = profile.cpuSeconds();
    profile.jvmBefore = JvmWork.seconds(pid);
    return profile;
  }

  /** Begins to record this very process. */
  public static Profile ofSelf(Path file) throws IOException, InterruptedException {
    return start(ProcessHandle.current().pid(), file);
  }

  /** Ends the recording; answers each part's share of the process's CPU time. */
  public Map<String, Double> stop(List<Part> parts) throws IOException, InterruptedException {
    double spent = cpuSeconds() - secondsBefore;
    Map<JvmWork, Double> jvm = JvmWork.seconds(pid);
    jvm.replaceAll((work, seconds) -> seconds - jvmBefore.getOrDefault(work, 0.0));
    command("JFR.stop", "name=profile", "filename=" + file.toAbsolutePath());
    return shares(spent, sampled(parts), jvm);
  }

  /** Seconds of each part, in the parts' order, and of the rest. */
  private Map<String, Double> sampled(List<Part> parts) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    parts.forEach(part -> seconds.put(part.name(), 0.0));
    seconds.put(REST, 0.0);
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.CPUTimeSample")) {
          // Longer than asked for where the kernel's clock ticks more slowly than the period.
          double period = event.getDuration("samplingPeriod").toNanos() / 1e9;
          seconds.merge(partOf(event, parts), period, Double::sum);
        }
      }
    }
    return seconds;
  }

  static Map<String, Double> shares(
      double spent, Map<String, Double> sampled, Map<JvmWork, Double> jvm) {
    Map<String, Double> seconds = new LinkedHashMap<>(sampled);
    jvm.forEach((work, used) -> seconds.put(work.title(), used));
    double told = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    // A sample stands for a whole period, so that a short span's may add up to more than it took.
    seconds.put(UNSAMPLED, Math.max(0, spent - told));
    double whole = Math.max(spent, told);
    seconds.replaceAll((_, part) -> share(whole, part));
    return seconds;
  }

  private static double share(double whole, double part) {
    return whole == 0 ? 0 : part / whole;
  }

  /** The table of a profile's shares. */
  public static Outcome.Table table(String title, Map<String, Double> shares) {
    return new Outcome.Table(
        title,
        List.of("part", "share"),
        shares.entrySet().stream()
            .map(share -> List.of(share.getKey(), "%.0f %%".formatted(100 * share.getValue())))
            .toList());
  }

  /** The largest parts, for the sentence that says why a goal is missed. */
  public static String largest(Map<String, Double> shares) {
    return shares.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(REASONS)
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
