package dev.consentledger.stack.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The program behind {@code ./run}, as a process of its own. */
class RunIT {
  private static final Path FOLDER = Path.of("target/system/run").toAbsolutePath();
  private static final int STOP_LIMIT_SECONDS = 60;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stopProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(STOP_LIMIT_SECONDS, SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void the_story_holds_twice_on_the_same_data_and_a_stop_leaves_no_process() throws Exception {
    Process first = run("--fresh", "--accounts", "1000");
    String story = readUntil(first, "It stays up until Ctrl-C");
    assertThat(story).contains("The story held.").doesNotContain("already from an earlier");
    assertThat(story)
        .contains("The order of 2022 as one call", "\"Who was paired under it?\" Exactly ")
        .containsPattern("\"Spring customers\" shrank by [1-9][0-9]*, from ")
        .containsPattern("\"Newsletter readers\" shrank by [1-9][0-9]*, from ")
        .containsPattern("advertiser-alder: [1-9][0-9]* accounts, in 1 of its audiences")
        .containsPattern("advertiser-birch: [1-9][0-9]* accounts, in 1 of its audiences")
        .containsPattern("proved by .*order\\.zip");
    JsonPath ready = JsonPath.from(FOLDER.resolve("ready.json").toFile());
    assertThat(ready.getString("gateway")).startsWith("http://127.0.0.1:");
    assertThat(ready.getMap("tokens"))
        .containsOnlyKeys(
            "writer", "reader", "advertiser", "otherAdvertiser", "delivery", "auditor", "operator");
    List<ProcessHandle> services = services();
    assertThat(services).hasSize(3);

    first.destroy(); // SIGTERM, as Ctrl-C
    assertThat(first.waitFor(STOP_LIMIT_SECONDS, SECONDS)).isTrue();
    assertThat(services).noneMatch(ProcessHandle::isAlive);
    assertThat(FOLDER.resolve("ready.json")).doesNotExist();
    assertThat(FOLDER.resolve("postgres/postmaster.pid")).doesNotExist();

    Process second = run("--once", "--accounts", "1000");
    String again = readUntil(second, "The story held.");
    assertThat(again)
        .contains("already from an earlier story", "(version 2)")
        .containsPattern("\"Spring customers\" shrank by [1-9][0-9]*, from ");
    assertThat(second.waitFor(STOP_LIMIT_SECONDS, SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
  }

  private Process run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx768m");
    command.addAll(
        List.of(System.getProperty("stack.java-options", "-Xshare:auto").split(" ", -1)));
    command.add("-Dstack.folder=" + FOLDER);
    for (String property : List.of("stack.java-options", "stack.ports.first", "stack.ports.end")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.consentledger.stack.Run");
    command.add("--port");
    command.add("1"); // nobody may bind it, so that any free port is taken
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(Repository.root().toFile())
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    return process;
  }

  private static String readUntil(Process process, String wanted) throws Exception {
    StringBuilder said = new StringBuilder();
    BufferedReader words = process.inputReader();
    for (String line = words.readLine(); line != null; line = words.readLine()) {
      said.append(line).append('\n');
      if (line.contains(wanted)) {
        return said.toString();
      }
    }
    throw new AssertionError("./run ended without \"" + wanted + "\":\n" + said);
  }

  private static List<ProcessHandle> services() throws Exception {
    List<ProcessHandle> services = new ArrayList<>();
    try (Stream<Path> records = Files.list(FOLDER.resolve("pids"))) {
      for (Path record : records.toList()) {
        long pid = Long.parseLong(Files.readString(record).strip());
        ProcessHandle.of(pid).ifPresent(services::add);
      }
    }
    return services;
  }
}
