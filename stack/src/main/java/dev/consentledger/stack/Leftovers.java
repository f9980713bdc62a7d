package dev.consentledger.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What a stack that was killed left running: its services and PostgreSQL. A process is stopped only
 * when it is proved to be of this folder: its command line names a file in it. A process id alone
 * proves nothing, since ids are used again.
 */
final class Leftovers {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private Leftovers() {}

  static void stopAll(StackFolder folder, Consumer<String> say) {
    try (DirectoryStream<Path> records = Files.newDirectoryStream(folder.pids())) {
      for (Path record : records) {
        String service = record.getFileName().toString();
        running(firstLine(record), folder.settings(service).toString())
            .ifPresent(process -> {
              say.accept("Stopping " + service + ", left running by a stack that was killed");
              stop(process, List.of("kill", "-TERM"));
            });
        Files.delete(record);
      }
    } catch (IOException e) {
      throw new StackException("cannot read " + folder.pids(), e);
    }
    if (stopPostgres(folder.postgres())) {
      say.accept("Stopped PostgreSQL, left running by a stack that was killed");
    }
  }

  /** Stops the PostgreSQL that runs on this data folder; false where none does. */
  static boolean stopPostgres(Path data) {
    Optional<ProcessHandle> postgres =
        running(firstLine(data.resolve("postmaster.pid")), data.toString());
    // SIGINT is PostgreSQL's fast shutdown: it ends sessions, and loses nothing.
    postgres.ifPresent(process -> stop(process, List.of("kill", "-INT")));
    return postgres.isPresent();
  }

  /** The live process with this id, if its command line holds {@code mark}. */
  static Optional<ProcessHandle> running(String pid, String mark) {
    if (!pid.matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(process -> commandLine(process).contains(mark));
  }

  private static String commandLine(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .orElseGet(() -> String.join(" ", process.info().arguments().orElse(new String[0])));
  }

  private static void stop(ProcessHandle process, List<String> kill) {
    try {
      new ProcessBuilder(kill.get(0), kill.get(1), Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
      process.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | TimeoutException | ExecutionException e) {
      if (process.isAlive() && !process.destroyForcibly()) {
        throw new StackException("cannot stop the process " + process.pid(), e);
      }
      process.onExit().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while stopping " + process.pid(), e);
    }
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException _) {
      return ""; // no such file: nothing was left
    }
  }
}
