package dev.consentledger.stack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stopProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_service_that_a_killed_stack_left_running_is_stopped() throws Exception {
    StackFolder parts = newFolder();
    Process left = follow(Files.createFile(parts.settings("gateway")));
    Files.writeString(parts.pids().resolve("gateway"), left.pid() + "\n");
    List<String> said = new ArrayList<>();

    Leftovers.stopAll(parts, said::add);

    assertThat(left.isAlive()).isFalse();
    assertThat(said).singleElement().asString().contains("gateway");
    assertThat(parts.pids()).isEmptyDirectory();
  }

  @Test
  void a_process_that_merely_got_the_recorded_id_is_left_alone() throws Exception {
    StackFolder parts = newFolder();
    Process somebodyElses = follow(Files.createFile(folder.resolve("their.file")));
    Files.writeString(parts.pids().resolve("gateway"), somebodyElses.pid() + "\n");

    Leftovers.stopAll(parts, _ -> {});

    assertThat(somebodyElses.isAlive()).isTrue();
    assertThat(parts.pids()).isEmptyDirectory();
  }

  @Test
  void a_stack_starts_where_one_was_killed_with_PostgreSQL_running() throws Exception {
    StackFolder parts = new StackFolder(folder.resolve("stack"));
    Process killed = startEmptyStack(parts.path());
    killed.destroyForcibly().waitFor();
    String postgres = Files.readAllLines(parts.postgres().resolve("postmaster.pid")).getFirst();
    assertThat(Leftovers.running(postgres.strip(), parts.postgres().toString())).isPresent();
    List<String> said = new ArrayList<>();

    Stack.builder(folder, parts.path()).only(List.of()).telling(said::add).start().close();

    assertThat(said).anyMatch(sentence -> sentence.contains("Stopped PostgreSQL"));
    assertThat(ProcessHandle.of(Long.parseLong(postgres.strip())).filter(ProcessHandle::isAlive))
        .isEmpty();
    assertThat(parts.postgres().resolve("postmaster.pid")).doesNotExist();
  }

  private Process startEmptyStack(Path stackFolder) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstack.ports.first=" + System.getProperty("stack.ports.first", "20000"),
                "-Dstack.ports.end=" + System.getProperty("stack.ports.end", "30000"),
                "-cp",
                System.getProperty("java.class.path"),
                EmptyStack.class.getName(),
                stackFolder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    BufferedReader words = process.inputReader();
    String line = words.readLine();
    while (line != null && !line.equals(EmptyStack.STARTED)) {
      line = words.readLine();
    }
    assertThat(line).isEqualTo(EmptyStack.STARTED);
    return process;
  }

  private Process follow(Path file) throws Exception {
    Process process = new ProcessBuilder("tail", "-f", file.toString()).start();
    processes.add(process);
    assertThat(process.waitFor(0, SECONDS)).isFalse();
    return process;
  }

  private StackFolder newFolder() {
    StackFolder parts = new StackFolder(folder.resolve("stack"));
    parts.create();
    return parts;
  }
}
