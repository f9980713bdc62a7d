package dev.consentledger.benchmarks.load;

import dev.consentledger.stack.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * A service's CPU time by what it is spent on: JDK Flight Recorder's samples of a running service,
 * each counted under the innermost frame that belongs to a part.
 */
public final class Profile {
  private static final String REST = "the rest";
  private static final long COMMAND_SECONDS = 60;

  private final Service service;
  private final Path file;

  private Profile(Service service, Path file) {
    this.service = service;
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

  /** Begins to record. */
  public static Profile start(Service service, Path file) throws IOException, InterruptedException {
    var profile = new Profile(service, file);
    profile.command("JFR.configure", "stackdepth=256");
    profile.command("JFR.start", "name=profile", "settings=profile");
    return profile;
  }

  /** Ends the recording; answers each part's share of the samples, those of none at the end. */
  public Map<String, Double> stop(List<Part> parts) throws IOException, InterruptedException {
    command("JFR.stop", "name=profile", "filename=" + file.toAbsolutePath());
    Map<String, Integer> samples = new LinkedHashMap<>();
    parts.forEach(part -> samples.put(part.name(), 0));
    samples.put(REST, 0);
    int all = 0;
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
          samples.merge(partOf(event, parts), 1, Integer::sum);
          all++;
        }
      }
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (var counted : samples.entrySet()) {
      shares.put(counted.getKey(), all == 0 ? 0 : counted.getValue() / (double) all);
    }
    return shares;
  }

  private static String partOf(RecordedEvent event, List<Part> parts) {
    String thread =
        event.getThread("sampledThread") == null
            ? ""
            : String.valueOf(event.getThread("sampledThread").getJavaName());
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
    command.add(Long.toString(service.pid()));
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
