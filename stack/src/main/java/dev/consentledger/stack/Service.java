package dev.consentledger.stack;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One service as a process of its own. Its port and settings stay the same over restarts. Not safe
 * for use by several threads.
 */
public final class Service {
  static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration EXTERNAL_LIMIT = Duration.ofHours(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int TAIL_LINES = 30;

  /** Of every service's JVM, on top of its own; the system tests want quick starts above all. */
  private static final List<String> MORE_JAVA_OPTIONS =
      Pattern.compile(" +")
          .splitAsStream(System.getProperty("stack.java-options", ""))
          .filter(option -> !option.isBlank())
          .toList();

  private final ServiceName name;
  private final int number;
  private final Path jar;
  private final StackFolder folder;
  private final int port;
  private final int managementPort;
  private final Map<String, String> settings;
  private final List<String> javaOptions;
  private final Consumer<Service> onDeath;
  private final HttpClient http;
  private final boolean external;
  private volatile @Nullable Process process;

  Service(
      ServiceName name,
      int number,
      Path root,
      StackFolder folder,
      int port,
      int managementPort,
      Map<String, String> settings,
      List<String> javaOptions,
      boolean external,
      Consumer<Service> onDeath) {
    this.name = name;
    this.number = number;
    this.jar = name.jar(root);
    this.folder = folder;
    this.port = port;
    this.managementPort = managementPort;
    this.settings = new TreeMap<>(settings);
    this.javaOptions = List.copyOf(javaOptions);
    this.external = external;
    this.onDeath = onDeath;
    this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  }

  public ServiceName name() {
    return name;
  }

  /** Names its log, its settings and its process: of several instances, all but the first count. */
  private String id() {
    return number == 1 ? name.module() : name.module() + "-" + number;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Where health and metrics are. */
  public String managementUrl() {
    return "http://127.0.0.1:" + managementPort;
  }

  public Path log() {
    return folder.log(id());
  }

  public long pid() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException(id() + " is not running");
    }
    return running.pid();
  }

  /** Whether somebody else starts it, with the settings that are written here. */
  boolean isExternal() {
    return external;
  }

  Path settingsFile() {
    return folder.settings(id());
  }

  /** Starts the process; {@link #awaitReady} tells when it serves. */
  public void start() {
    if (process != null) {
      throw new IllegalStateException(id() + " runs already");
    }
    try {
      writeSettings();
      if (external) {
        return;
      }
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      Process started = builder.start();
      Files.writeString(folder.pids().resolve(id()), started.pid() + "\n");
      process = started;
      Thread.ofVirtual().name("watch " + id()).start(() -> watch(started));
    } catch (IOException e) {
      throw new StackException(id() + " did not start", e);
    }
  }

  public void awaitReady() {
    Duration limit = external ? EXTERNAL_LIMIT : READY_LIMIT;
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      Process running = process;
      if (!external && (running == null || !running.isAlive())) {
        throw new StackException(id() + " ended while starting.\n" + logTail());
      }
      if (System.nanoTime() > deadline) {
        throw new StackException(
            id() + " is not ready after " + limit.toSeconds() + " s.\n" + logTail());
      }
      pause();
    }
  }

  public boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(managementUrl() + "/q/health/ready"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for " + id(), e);
    }
  }

  /** Asks the process to end (SIGTERM), and ends it after a limit. */
  public void stop() {
    end(Process::destroy);
  }

  /** Ends the process as a crash would: SIGKILL, nothing flushed. */
  public void kill9() {
    end(Process::destroyForcibly);
  }

  /** Stops the process where it runs, and starts it with more settings; ready on return. */
  public void restart(Map<String, String> moreSettings) {
    stop();
    settings.putAll(moreSettings);
    start();
    awaitReady();
  }

  public void restart() {
    restart(Map.of());
  }

  String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return "The end of " + log() + ":\n  " + String.join("\n  ", tail);
    } catch (IOException _) {
      return "There is no log at " + log();
    }
  }

  private void end(Consumer<Process> how) {
    Process running = process;
    process = null; // first: what we end is not a death to report
    if (running == null) {
      return;
    }
    how.accept(running);
    try {
      if (!running.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        running.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(folder.pids().resolve(id()));
    } catch (IOException e) {
      throw new StackException("cannot remove the process record of " + id(), e);
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Process started) {
    try {
      started.waitFor();
    } catch (InterruptedException _) {
      return; // nobody interrupts a watch but the end of this process
    }
    if (started.equals(process)) { // not one that we ended
      onDeath.accept(this);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(ownSession());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + name.heapMegabytesMax() + "m");
    // Caches and the index stay; left to its own guess, the collector looked for garbage among
    // them without a pause, for a fifth of consent-service's CPU time under writes.
    command.add("-XX:-G1UseAdaptiveIHOP");
    command.add("-XX:InitiatingHeapOccupancyPercent=60");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(MORE_JAVA_OPTIONS);
    command.addAll(javaOptions);
    command.add("-Dquarkus.config.locations=" + folder.settings(id()));
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }

  /**
   * A Ctrl-C goes to every process of the terminal's foreground group. In a session of its own, a
   * service does not hear it and is stopped in its turn. Where there is no setsid (macOS), all stop
   * at once, which loses nothing either.
   */
  private static List<String> ownSession() {
    Path setsid = Path.of("/usr/bin/setsid");
    return Files.isExecutable(setsid) ? List.of(setsid.toString()) : List.of();
  }

  /** Settings go in a file rather than the command line, which other users of the machine see. */
  private void writeSettings() throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    properties.put("quarkus.http.host", "127.0.0.1");
    properties.put("quarkus.http.port", Integer.toString(port));
    properties.put("quarkus.management.port", Integer.toString(managementPort));
    // Above application.properties (250), below environment variables (300).
    properties.put("config_ordinal", "275");
    var text = new StringWriter();
    try (var writer = new BufferedWriter(text)) {
      properties.store(writer, "Written by ./run at each start");
    }
    StackFolder.writeSecret(folder.settings(id()), text.toString());
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }
}
