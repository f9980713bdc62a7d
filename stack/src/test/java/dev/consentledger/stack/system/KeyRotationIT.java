package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands rotate keys while writers write. */
@ExtendWith(StackExtension.class)
class KeyRotationIT {
  private static final String KEK = "key-encryption-key";
  private static final String SIGNING = "signing-key";
  private static final int ACCOUNTS = 1_200;

  @TempDir Path folder;

  @Test
  void the_key_encryption_key_is_rotated_while_writers_write_and_the_old_one_is_dropped(
      Stack stack, World world) throws Exception {
    importAccounts(world, "kek-");
    List<Object> before = contactPoints(world, "kek-7");
    try (var writers = new Writers(world, "kek-live-")) {
      writers.awaitMore(4);
      String said = Commands.run(Commands.rotate(stack, folder, KEK, KEK)).wasDone().words();
      writers.awaitMore(4);
      String again = Commands.run(Commands.rotate(stack, folder, KEK, KEK)).wasDone().words();
      String dropped =
          Commands.run(Commands.rotate(stack, folder, KEK, KEK, "drop")).wasDone().words();
      writers.awaitMore(4);

      assertThat(said).contains("Added version", "every data key is wrapped under version");
      assertThat(again).contains("has version").doesNotContain("Added version");
      assertThat(dropped).contains("Dropped version");
      writers.assertNothingWasRefused();
    }

    assertThat(keyVersions(stack)).hasSize(1);
    assertThat(Files.readAllLines(stack.secrets().resolve(KEK))).hasSize(1);
    Service consent = stack.service(ServiceName.CONSENT);
    consent.restart();
    assertThat(contactPoints(world, "kek-7")).isEqualTo(before).hasSize(1);
    assertThat(consents(world, "kek-live-0")).contains("email");
  }

  @Test
  void a_kill_in_the_middle_of_rewrapping_is_finished_by_running_the_command_again(
      Stack stack, World world) throws Exception {
    importAccounts(world, "killed-");
    Service consent = stack.service(ServiceName.CONSENT);
    Process rotating;
    try (Connection connection = stack.superuser("consent");
        var statement = connection.createStatement()) {
      // A row that somebody holds is left to the end: so the rewrapping can't end before the kill.
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM subject WHERE account = 'killed-3' FOR UPDATE");
      rotating = Commands.start(Commands.rotate(stack, folder, KEK, KEK));
      Eventually.see(
          "all but the held row wrapped anew", () -> underOldest(stack), left -> left == 1);
      consent.kill9();
    }
    Commands.Said interrupted = Commands.end(rotating);
    consent.start();
    consent.awaitReady();

    assertThat(interrupted.exitCode()).as(interrupted.words()).isEqualTo(1);
    assertThat(interrupted.words()).contains("Run this again");
    String again = Commands.run(Commands.rotate(stack, folder, KEK, KEK)).wasDone().words();
    assertThat(again).doesNotContain("Added version");
    assertThat(keyVersions(stack)).hasSize(1);
    Commands.run(Commands.rotate(stack, folder, KEK, KEK, "drop")).wasDone();
    assertThat(consents(world, "killed-3")).contains("email");
  }

  @Test
  void a_file_that_lost_a_version_in_use_stops_a_start_with_a_clear_sentence(
      Stack stack, World world) throws Exception {
    world.permittedEmail("kek-lost", "kek.lost@example.com");
    Service consent = stack.service(ServiceName.CONSENT);
    Path file = stack.secrets().resolve(KEK);
    String kept = Files.readString(file);
    consent.stop();
    Files.writeString(file, "99 " + "ab".repeat(32) + "\n");
    try {
      consent.start();
      Eventually.see(
          "the refusal", () -> log(consent), log -> log.contains("is missing, and data keys are"));
      assertThat(consent.isReady()).isFalse();
    } finally {
      consent.kill9();
      Files.writeString(file, kept);
      consent.start();
      consent.awaitReady();
    }
    assertThat(consents(world, "kek-lost")).contains("email");
  }

  @Test
  void the_signing_key_is_rotated_and_old_and_new_bundles_verify(Stack stack, World world)
      throws Exception {
    world.permittedEmail("signing", "signing@example.com");
    Path token = Files.writeString(folder.resolve("auditor.token"), stack.token(Role.AUDITOR));
    Path state = folder.resolve("state");
    String oldKey = vkeys(world).getFirst();
    Path oldBundle = bundle(world, "old");
    follow(stack, token, state, oldKey).wasDone();
    try (var writers = new Writers(world, "signing-live-")) {
      writers.awaitMore(2);
      Commands.run(Commands.rotate(stack, folder, SIGNING, SIGNING)).wasDone();
      writers.awaitMore(2);
      List<String> both = vkeys(world);
      assertThat(both).hasSize(2).startsWith(oldKey);
      String newKey = both.getLast();
      Path overlapBundle = bundle(world, "overlap");

      follow(stack, token, state, oldKey).wasDone();
      follow(stack, token, state, newKey).wasDone();
      Commands.run(Commands.rotate(stack, folder, SIGNING, SIGNING, "drop")).wasDone();
      writers.awaitMore(2);
      assertThat(vkeys(world)).containsExactly(newKey);
      Path newBundle = bundle(world, "new");

      follow(stack, token, state, newKey).wasDone();
      verify(oldBundle, oldKey).wasDone();
      verify(overlapBundle, oldKey).wasDone();
      verify(overlapBundle, newKey).wasDone();
      verify(newBundle, newKey).wasDone();
      assertThat(verify(newBundle, oldKey).exitCode()).isEqualTo(1);
      writers.assertNothingWasRefused();
    }
    JsonPath ledger = Replays.replay(world, "{\"kind\":\"ledger\"}");
    assertThat(ledger.getList("result.differences")).isEmpty();
  }

  @Test
  void nobody_but_an_operator_rotates_and_the_gateway_has_no_route(Stack stack, World world) {
    String path = "/internal/v1/operations/key-encryption-key";
    String direct = stack.service(ServiceName.CONSENT).url();

    for (Role role : Role.values()) {
      assertThat(world.as(role).baseUri(direct).get(path).statusCode())
          .isEqualTo(role == Role.OPERATOR ? 200 : 403);
    }
    assertThat(world.as(Role.OPERATOR).get(path).statusCode()).isEqualTo(404);
    assertThat(world.as(Role.OPERATOR).get("/v1/accounts/a/consents").statusCode()).isEqualTo(403);
  }

  private static void importAccounts(World world, String prefix) {
    WritesIT.importLines(
        world,
        IntStream.range(0, ACCOUNTS)
            .mapToObj(i -> Bodies.importLine(prefix + i, prefix + i + "@example.com"))
            .collect(Collectors.joining()));
  }

  private static String consents(World world, String account) {
    return world
        .as(Role.READER)
        .get("/v1/accounts/" + account + "/consents")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** Without the position and the moment of the answer. */
  private static List<Object> contactPoints(World world, String account) {
    return JsonPath.from(consents(world, account)).getList("contactPoints");
  }

  private static List<Long> keyVersions(Stack stack) throws Exception {
    try (Connection connection = stack.superuser("consent");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT DISTINCT key_version FROM subject")) {
      var versions = new java.util.ArrayList<Long>();
      while (rows.next()) {
        versions.add(rows.getLong(1));
      }
      return versions;
    }
  }

  private static long underOldest(Stack stack) {
    try (Connection connection = stack.superuser("consent");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*), (SELECT count(DISTINCT key_version) FROM subject) FROM subject"
                    + " WHERE key_version = (SELECT min(key_version) FROM subject)")) {
      rows.next();
      return rows.getLong(2) == 1 ? -1 : rows.getLong(1);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String log(Service service) {
    try {
      return Files.readString(service.log());
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> vkeys(World world) {
    return world.as(Role.AUDITOR).get("/log/vkey").asString().lines().toList();
  }

  private Path bundle(World world, String name) throws IOException {
    JsonPath replay = Replays.replay(world, "{\"kind\":\"account\",\"account\":\"signing\"}");
    return Files.write(
        folder.resolve(name + ".zip"),
        world
            .as(Role.AUDITOR)
            .get("/v1/audit/replays/" + replay.getString("replay") + "/bundle")
            .asByteArray());
  }

  private static Commands.Said verify(Path bundle, String key) {
    return Commands.run("auditor/bin/auditor", "verify", bundle, "--key", key);
  }

  private static Commands.Said follow(Stack stack, Path token, Path state, String key) {
    return Commands.run(
        "auditor/bin/auditor",
        "follow",
        stack.url() + "/log",
        "--once",
        "--key",
        key,
        "--state",
        state,
        "--token-file",
        token);
  }
}
