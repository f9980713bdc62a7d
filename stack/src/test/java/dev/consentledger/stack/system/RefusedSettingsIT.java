package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real process, with one setting wrong: it ends at once and names the setting. */
@ExtendWith(StackExtension.class)
class RefusedSettingsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "CONSENT, consentledger.ledger.batch-entrys-max, 5, consentledger.ledger.batch-entrys-max",
    "CONSENT, consentledger.key-encryption-key-file, /nowhere, consentledger.key-encryption-key-file",
    "CONSENT, CONSENTLEDGER_LEDGER_APPEND_TIMOUT, 5s, CONSENTLEDGER_LEDGER_APPEND_TIMOUT",
    "MATCHING, consentledger.intake.rows-max, 0, consentledger.intake.rows-max",
    "MATCHING, consentledger.token-file, /nowhere, consentledger.token-file",
    "GATEWAY, consentledger.limit.idle, 5s, consentledger.limit.idle",
    "GATEWAY, consentledger.routes.consent, ftp://nowhere, consentledger.routes.consent"
  })
  void a_service_with_a_wrong_setting_does_not_start(
      ServiceName service, String setting, String value, String named, Stack stack)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process = start(service, setting, value, stack, log);

    boolean ended = process.waitFor(2, TimeUnit.MINUTES);

    process.destroyForcibly().waitFor();
    String told = Files.readString(log);
    assertThat(ended).as(told).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(told).contains(named);
  }

  /** As the stack starts it, on other ports. */
  private Process start(ServiceName service, String setting, String value, Stack stack, Path log)
      throws IOException {
    Path settings = folder.resolve("service.properties");
    String own = setting.contains(".") ? "\n" + setting + "=" + value + "\n" : "\n";
    Files.writeString(
        settings,
        Files.readString(stack.settingsFile(service))
            + own
            + "quarkus.http.port=0\nquarkus.management.port=0\n",
        StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(
        List.of(System.getProperty("stack.java-options", "-Xshare:auto").split(" ", -1)));
    command.add("-Dquarkus.config.locations=" + settings);
    command.add("-jar");
    command.add(
        Repository.root()
            .resolve(service.module())
            .resolve("target/quarkus-app/quarkus-run.jar")
            .toString());
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    if (own.isBlank()) {
      builder.environment().putAll(Map.of(setting, value));
    }
    return builder.start();
  }
}
