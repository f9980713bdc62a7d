package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scripts in bin, as an operator and an auditor run them. */
final class Commands {
  private static final int LIMIT_SECONDS = 240;

  private Commands() {}

  /** What a command said, and its exit code. */
  record Said(int exitCode, String words) {
    Said wasDone() {
      assertThat(exitCode).as(words).isZero();
      return this;
    }
  }

  static Said run(Object... words) {
    return end(start(words));
  }

  static Process start(Object... words) {
    List<String> command = new ArrayList<>();
    for (Object word : words) {
      command.add(word.toString());
    }
    command.set(0, Repository.root().resolve(command.getFirst()).toString());
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Said end(Process process) {
    try {
      String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the command did not end: " + words);
      }
      System.out.print(words.indent(4));
      return new Said(process.exitValue(), words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Words of a rotation: what, a step or nothing, and where. */
  static Object[] rotate(Stack stack, Path folder, String what, String file, String... step)
      throws IOException {
    Path token = Files.writeString(folder.resolve("operator.token"), stack.token(Role.OPERATOR));
    List<Object> words = new ArrayList<>(List.of("bin/rotate", what));
    words.addAll(List.of(step));
    words.addAll(
        List.of(
            "--file",
            stack.secrets().resolve(file),
            "--url",
            stack.service(ServiceName.CONSENT).url(),
            "--token-file",
            token));
    return words.toArray();
  }
}
