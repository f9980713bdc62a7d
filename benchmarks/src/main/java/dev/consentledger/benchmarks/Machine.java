package dev.consentledger.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", firstOf(Path.of("/proc/cpuinfo"), "model name", "unknown"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    facts.put("memory", "%.1f GiB".formatted(system.getTotalMemorySize() / (double) (1L << 30)));
    facts.put(
        "operating system",
        firstOf(Path.of("/etc/os-release"), "PRETTY_NAME", System.getProperty("os.name"))
            + ", kernel "
            + System.getProperty("os.version"));
    facts.put(
        "JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put("load before", "%.2f".formatted(system.getSystemLoadAverage()));
    return facts;
  }

  /** The value of the first line that begins with the name; the file is there on Linux alone. */
  private static String firstOf(Path file, String name, String otherwise) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(line.indexOf(':') >= 0 ? ':' : '=') + 1))
          .map(value -> value.replace("\"", "").strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException _) {
      return otherwise;
    }
  }
}
