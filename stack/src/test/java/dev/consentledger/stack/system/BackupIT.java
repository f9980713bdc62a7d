package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system is backed up while writers write, destroyed, and restored with a new, empty Kafka. Then
 * its ledger moves to EventStoreDB, which here is the in-process stand-in.
 */
class BackupIT {
  private static final Path LIVED = Path.of("target/system/backed-up");
  private static final Path RESTORED = Path.of("target/system/restored");
  private static final int MEMBERS = 120;

  @TempDir Path folder;

  /** What the first life leaves behind to compare with. */
  private record Life(
      String audience, String deleted, String run, Set<String> members, String replayed) {}

  @Test
  void a_backup_is_restored_to_the_same_root_and_the_ledger_moves_with_it() throws Exception {
    Path backup = folder.resolve("backup");
    Path earlier = folder.resolve("earlier");
    Path later = folder.resolve("later");
    Life life;
    try (Stack stack = stack(LIVED).fresh(true).start()) {
      World world = new World(stack);
      life = live(world);
      keepCheckpoint(world, earlier);
      try (var writers = new Writers(world, "busy-")) {
        writers.awaitMore(4);
        Commands.run(
                "bin/backup",
                backup,
                "--consent",
                stack.settingsFile(ServiceName.CONSENT),
                "--matching",
                stack.settingsFile(ServiceName.MATCHING))
            .wasDone();
        writers.awaitMore(40);
        writers.assertNothingWasRefused();
      }
      world.withdraw("backed-0", "email");
      long last = world.head();
      Eventually.see(
          "a checkpoint of the last write",
          () -> world.as(Role.AUDITOR).get("/v1/audit/proofs?position=" + last).statusCode(),
          status -> status == 200);
      keepCheckpoint(world, later);
    }
    Commands.run("bin/backup", "verify", backup).wasDone();

    restore(backup);

    try (Stack stack = stack(RESTORED).start()) {
      World world = new World(stack);
      Eventually.see(
          "the projection told anew",
          () -> world.askMembers(life.audience()).statusCode(),
          status -> status == 200);
      assertThat(world.members(life.audience())).isEqualTo(life.members());
      assertThat(world.as(Role.ADVERTISER).get("/v1/audiences/" + life.deleted()).statusCode())
          .isEqualTo(404);
      JsonPath run = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + life.run() + "\"}");
      assertThat(run.getString("result.resultRoot")).isEqualTo(life.replayed()).isNotBlank();
      assertThat(run.getList("result.differences")).isEmpty();
      JsonPath ledger = Replays.replay(world, "{\"kind\":\"ledger\"}");
      assertThat(ledger.getList("result.differences")).isEmpty();
      assertThat(follow(world, stack, earlier).exitCode()).isZero();
      Commands.Said rollback = follow(world, stack, later);
      assertThat(rollback.exitCode()).isEqualTo(3);
      assertThat(rollback.words()).contains("FORK");
      world.withdraw("backed-1", "email");
      assertThat(world.members(life.audience())).hasSize(MEMBERS - 1);
      move(stack, world, life);
    }
  }

  private static void move(Stack stack, World world, Life life) {
    long before = world.head();
    String then = consentsAt(world, "backed-2", before);
    try (var cluster = EventStoreDbFixture.start()) {
      stack
          .service(ServiceName.CONSENT)
          .restart(
              Map.of(
                  "consentledger.ledger.adapter", "eventstoredb",
                  "consentledger.ledger.eventstoredb.connection-string", cluster.connectionString(),
                  "consentledger.ledger.import-from", "postgres"));
      Eventually.see(
          "an audience over the moved ledger",
          () -> world.askMembers(life.audience()).statusCode(),
          status -> status == 200);
      assertThat(world.members(life.audience())).hasSize(MEMBERS - 1);
      assertThat(consentsAt(world, "backed-2", before)).isEqualTo(then);
      assertThat(world.withdraw("backed-2", "email")).isGreaterThan(before);
      assertThat(world.members(life.audience())).hasSize(MEMBERS - 2);
      JsonPath run = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + life.run() + "\"}");
      assertThat(run.getString("result.resultRoot")).isEqualTo(life.replayed());
      JsonPath ledger = Replays.replay(world, "{\"kind\":\"ledger\"}");
      assertThat(ledger.getList("result.differences")).isEmpty();
      // Down before its store is: else it would wait for it.
      stack.service(ServiceName.CONSENT).stop();
    }
  }

  private static String consentsAt(World world, String account, long position) {
    return world
        .as(Role.READER)
        .get("/v1/accounts/" + account + "/consents?at=" + position)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  private static dev.consentledger.stack.StackBuilder stack(Path where) {
    return Stack.builder(Repository.root(), where)
        .telling(sentence -> System.out.println("[" + where.getFileName() + "] " + sentence));
  }

  private static Life live(World world) {
    Set<String> members =
        IntStream.range(0, MEMBERS).mapToObj(i -> "backed-" + i).collect(Collectors.toSet());
    WritesIT.importLines(
        world,
        members.stream()
            .map(account -> Bodies.importLine(account, account + "@example.com"))
            .collect(Collectors.joining()));
    String list =
        members.stream()
            .map(account -> account + "@example.com\n")
            .collect(Collectors.joining("", "Email\n", ""));
    String audience = world.createAudience("backed up");
    String run = world.upload(audience, list);
    world.awaitReady(audience, run);
    String deleted = world.audienceOf("deleted", list);
    world.as(Role.ADVERTISER).delete("/v1/audiences/" + deleted).then().statusCode(200);
    JsonPath replay = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    return new Life(
        audience, deleted, run, world.members(audience), replay.getString("result.resultRoot"));
  }

  private static void keepCheckpoint(World world, Path file) throws IOException {
    Files.writeString(
        file,
        new String(
            world.as(Role.AUDITOR).get("/log/checkpoint").asByteArray(), StandardCharsets.UTF_8));
  }

  private void restore(Path backup) throws Exception {
    copySecrets();
    try (Stack stack = stack(RESTORED).withoutServices().start()) {
      Path consent = settings(stack, "consent");
      Path matching = settings(stack, "matching");
      String said =
          Commands.run("bin/restore", backup, "--consent", consent, "--matching", matching)
              .wasDone()
              .words();
      assertThat(said).contains("lead to the root that was signed", "new, empty topic");
      Commands.run("bin/restore", backup, "--consent", consent, "--matching", matching).wasDone();
    }
  }

  /** Keys and passwords are kept apart from the backup; a new machine gets them first. */
  private static void copySecrets() throws IOException {
    if (Files.exists(RESTORED)) {
      try (Stream<Path> all = Files.walk(RESTORED)) {
        for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Path target = Files.createDirectories(RESTORED.resolve("secrets"));
    try (Stream<Path> all = Files.list(LIVED.resolve("secrets"))) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Files.copy(
            each,
            target.resolve(each.getFileName()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private Path settings(Stack stack, String database) throws IOException, SQLException {
    try (Connection connection = stack.superuser(database)) {
      String owner = database + "_owner";
      return Files.writeString(
          folder.resolve(database + ".properties"),
          """
          quarkus.datasource.jdbc.url=%s
          quarkus.datasource.username=%s_app
          quarkus.flyway.username=%s
          quarkus.flyway.password=%s
          """
              .formatted(
                  connection.getMetaData().getURL(),
                  database,
                  owner,
                  Files.readString(stack.secrets().resolve(owner + ".password")).strip()));
    }
  }

  private Commands.Said follow(World world, Stack stack, Path checkpoint) throws IOException {
    Path token = Files.writeString(folder.resolve("auditor.token"), stack.token(Role.AUDITOR));
    return Commands.run(
        "auditor/bin/auditor",
        "follow",
        stack.url() + "/log",
        "--once",
        "--key",
        world.as(Role.AUDITOR).get("/log/vkey").asString(),
        "--state",
        checkpoint,
        "--token-file",
        token);
  }
}
