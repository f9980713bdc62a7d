package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The operator's command, as it stands in the repository. */
final class Rotate {
  private final Stack stack;
  private final Path token;

  /**
   * @param folder for the operator's token
   */
  Rotate(Stack stack, Path folder) throws IOException {
    this.stack = stack;
    this.token = Files.writeString(folder.resolve("token"), stack.token(Role.OPERATOR));
  }

  Path secretFile() {
    return stack.secrets().resolve("match-secret");
  }

  /** Runs it to its end, which must be good, and answers what it said. */
  String matchSecret(String... step) throws IOException, InterruptedException {
    Process process = start(step);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Kills it once it has said this. */
  void killedAt(String line, String... step) throws IOException, InterruptedException {
    Process process = start(step);
    try (BufferedReader said = process.inputReader()) {
      String next = said.readLine();
      while (next != null && !next.contains(line)) {
        next = said.readLine();
      }
      assertThat(next).as("it says " + line).isNotNull();
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String... step) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Repository.root().resolve("bin/rotate").toString());
    command.add("match-secret");
    command.addAll(List.of(step));
    command.addAll(List.of("--file", secretFile().toString()));
    command.addAll(List.of("--url", stack.service(ServiceName.CONSENT).url()));
    command.addAll(List.of("--matching", stack.service(ServiceName.MATCHING).url()));
    command.addAll(List.of("--token-file", token.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
