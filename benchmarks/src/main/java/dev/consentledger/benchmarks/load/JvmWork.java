package dev.consentledger.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM's own threads do, and the CPU seconds they used so far, from Linux' {@code /proc}:
 * profilers of Java code don't see them. Empty on other systems.
 */
enum JvmWork {
  /** The VM thread runs the collections' pauses, and little else. */
  GARBAGE_COLLECTION("garbage collection", "GC Thread|G1 |VM Thread"),
  COMPILER("JIT compiler", "C[12] Compiler"),
  RECORDING("the recording itself", "JFR ");

  private final String title;

  /** What the names of its threads begin with. */
  private final Pattern threads;

  JvmWork(String title, String threads) {
    this.title = title;
    this.threads = Pattern.compile(threads);
  }

  String title() {
    return title;
  }

  static Map<JvmWork, Double> seconds(long pid) throws IOException {
    return seconds(Path.of("/proc/" + pid + "/task"));
  }

  /**
   * @param threads a folder for each thread, with its name, of which Linux keeps 15 characters, and
   *     the nanoseconds it ran
   */
  static Map<JvmWork, Double> seconds(Path threads) throws IOException {
    Map<JvmWork, Double> seconds = new EnumMap<>(JvmWork.class);
    if (!Files.isDirectory(threads)) {
      return seconds;
    }
    try (Stream<Path> folders = Files.list(threads)) {
      for (Path thread : folders.toList()) {
        add(thread, seconds);
      }
    }
    return seconds;
  }

  private static void add(Path thread, Map<JvmWork, Double> seconds) {
    try {
      Optional<JvmWork> work = of(Files.readString(thread.resolve("comm")));
      if (work.isPresent()) {
        String times = Files.readString(thread.resolve("schedstat"));
        long ranNanos = Long.parseLong(times.substring(0, times.indexOf(' ')));
        seconds.merge(work.get(), ranNanos / 1e9, Double::sum);
      }
    } catch (IOException _) {
      // It ended since it was listed.
    }
  }

  private static Optional<JvmWork> of(String thread) {
    return Stream.of(values()).filter(work -> work.threads.matcher(thread).lookingAt()).findFirst();
  }
}
