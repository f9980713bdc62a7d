package dev.consentledger.benchmarks.starting;

import dev.consentledger.benchmarks.HttpConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** One service's process, started by hand with a stack's settings. Closing it stops it. */
final class StartedService implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;
  private static final int POLL_MILLIS = 5;
  private static final int NO_SUCCESS = 500;

  private final Process process;
  private final long begunNanos = System.nanoTime();
  private final String url;
  private final String managementUrl;

  private StartedService(Process process, Properties settings) {
    this.process = process;
    this.url = "http://127.0.0.1:" + settings.getProperty("quarkus.http.port");
    this.managementUrl = "http://127.0.0.1:" + settings.getProperty("quarkus.management.port");
  }

  /**
   * @param options the JVM's, such as those of docker/java.options
   */
  static StartedService start(Path jar, Path settingsFile, List<String> options, Path log)
      throws IOException {
    var settings = new Properties();
    try (InputStream in = Files.newInputStream(settingsFile)) {
      settings.load(in);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dquarkus.config.locations=" + settingsFile);
    command.add("-jar");
    command.add(jar.getFileName().toString());
    return new StartedService(
        new ProcessBuilder(command)
            .directory(
                Objects.requireNonNull(jar.getParent())
                    .toFile()) // the cache remembers the class path as it was
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start(),
        settings);
  }

  /** Seconds from the start until this call is answered, whatever the service says to it. */
  double untilAnswered(String path, String token) throws InterruptedException {
    return until(url, path, token, NO_SUCCESS);
  }

  /** Seconds from the start until it says that it is ready. */
  double untilReady() throws InterruptedException {
    return until(managementUrl, "/q/health/ready", "none", 300);
  }

  private double until(String at, String path, String token, int below)
      throws InterruptedException {
    while (!answers(at, path, token, below)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the service ended while starting");
      }
      if (System.nanoTime() - begunNanos > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new IllegalStateException("the service did not answer");
      }
      Thread.sleep(POLL_MILLIS);
    }
    return (System.nanoTime() - begunNanos) / 1e9;
  }

  private static boolean answers(String at, String path, String token, int below) {
    try (var connection = new HttpConnection(at)) {
      return connection.send("GET", path, token, "application/json", new byte[0]).status() < below;
    } catch (IOException _) {
      return false;
    }
  }

  /** The resident set, in megabytes; Linux alone tells. */
  double residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000.0)
        .findFirst()
        .orElseThrow();
  }

  /** SIGTERM, as an operator's; a training run writes its cache then. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
