package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A person is erased through the gateway, undisturbed and with a kill in the middle. */
@ExtendWith(StackExtension.class)
class ErasureIT {
  private static final String ERASED = "dev.consentledger.SubjectErased.v1";

  @TempDir Path folder;

  @Test
  void an_erased_person_is_gone_at_once_and_the_run_that_paired_them_is_proved(
      Stack stack, World world) throws Exception {
    world.permittedEmail("erased-alice", "erased.alice@example.com");
    world.permittedEmail("erased-stays", "erased.stays@example.com");
    String audience = world.createAudience("erased");
    String run = world.upload(audience, "erased.alice@example.com\nerased.stays@example.com\n");
    world.awaitReady(audience, run);
    assertThat(world.members(audience)).containsExactly("erased-alice", "erased-stays");
    UUID subject = subjectOf(stack, "erased-alice");

    Response answer = erase(world, "erased-alice");

    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    assertThat(answer.header("Ledger-Position")).isEqualTo(answer.jsonPath().getString("position"));
    assertThat(world.members(audience)).containsExactly("erased-stays");
    assertThat(world.contained(audience, "erased-alice", "erased-stays"))
        .containsExactly("erased-stays");
    assertThat(history(world, "erased-alice")).isEqualTo(404);
    assertThat(isErased(stack, subject)).isTrue();
    assertThat(PermissionsTopicContent.lastOfEachKey(stack))
        .containsEntry(subject.toString(), null);

    JsonPath replayed = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    assertThat(replayed.getList("result.differences")).isEmpty();
    assertThat(replayed.getLong("result.pairings")).isEqualTo(2);
    assertThat(replayed.getLong("result.erased")).isEqualTo(1);
    assertProved(world, replayed);
    assertThat(erase(world, "erased-alice").statusCode()).isEqualTo(404);
  }

  @Test
  void the_account_comes_back_as_somebody_else(Stack stack, World world) throws Exception {
    world.permittedEmail("erased-back", "erased.back@example.com");
    UUID before = subjectOf(stack, "erased-back");
    String audience = world.audienceOf("erased-back", "erased.back@example.com\n");
    assertThat(erase(world, "erased-back").statusCode()).isEqualTo(200);

    world.permittedEmail("erased-back", "erased.back@example.com");

    assertThat(subjectOf(stack, "erased-back")).isNotEqualTo(before);
    assertThat(world.members(audience)).as("the old run is no longer theirs").isEmpty();
    world.awaitReady(audience, world.upload(audience, "erased.back@example.com\n"));
    assertThat(world.members(audience)).containsExactly("erased-back");
  }

  /** The table whose change is held up when the kill comes: what comes before it is done. */
  static Stream<String> steps() {
    return Stream.of("erasure", "ledger_entry", "subject", "erased_subject")
        .filter(table -> LedgerStore.isPostgres() || !table.equals("ledger_entry"));
  }

  @ParameterizedTest(name = "killed before {0} is written")
  @MethodSource("steps")
  void an_erasure_that_a_kill_interrupts_is_finished_after_the_start(
      String table, Stack stack, World world) throws Exception {
    String account = "erased-kill-" + table.replace('_', '-');
    world.permittedEmail(account, account + "@example.com");
    String audience = world.createAudience(account);
    String run = world.upload(audience, account + "@example.com\n");
    world.awaitReady(audience, run);
    UUID subject = subjectOf(stack, account);
    Service consent = stack.service(ServiceName.CONSENT);

    try (Connection holder = stack.superuser("consent")) {
      holder.setAutoCommit(false);
      execute(holder, "LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
      var erasing = CompletableFuture.supplyAsync(() -> erase(world, account).statusCode());
      Eventually.see("the erasure waits", () -> waitsFor(stack, table), waits -> waits);
      consent.kill9();
      endWaiting(stack, table);
      holder.rollback();
      assertThat(erasing.get()).isNotEqualTo(200);
    }
    consent.start();
    consent.awaitReady();

    if (table.equals("erasure")) {
      assertThat(history(world, account)).as("the order was never stored").isEqualTo(200);
      assertThat(erase(world, account).statusCode()).isEqualTo(200);
    }
    Eventually.see("the end of the erasure", () -> isErased(stack, subject), erased -> erased);
    assertThat(history(world, account)).isEqualTo(404);
    assertThat(erase(world, account).statusCode()).isEqualTo(404);
    Eventually.see(
        "an answer after the kill",
        () -> world.askMembers(audience).statusCode(),
        status -> status == 200);
    assertThat(world.members(audience)).isEmpty();
    JsonPath replayed = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    assertThat(replayed.getList("result.differences")).isEmpty();
    assertThat(replayed.getLong("result.erased")).isEqualTo(1);
    assertProved(world, replayed);
  }

  private void assertProved(World world, JsonPath replayed) throws IOException {
    assertThat(Replays.verified(world, folder, replayed).failure()).isEmpty();
  }

  private static Response erase(World world, String account) {
    return world.as(Role.WRITER).delete("/v1/accounts/" + account);
  }

  private static int history(World world, String account) {
    return world.as(Role.READER).get("/v1/accounts/" + account + "/history").statusCode();
  }

  private static UUID subjectOf(Stack stack, String account) throws SQLException {
    List<String> found =
        column(stack, "SELECT subject FROM subject WHERE account = '" + account + "'");
    assertThat(found).hasSize(1);
    return UUID.fromString(found.getFirst());
  }

  /** No key, no mapping, no order left; the memory of it, and the ledger's one word. */
  private static boolean isErased(Stack stack, UUID subject) {
    String of = " WHERE subject = '" + subject + "'";
    return column(stack, "SELECT subject FROM subject" + of).isEmpty()
        && column(stack, "SELECT subject FROM erasure" + of).isEmpty()
        && column(stack, "SELECT subject FROM erased_subject" + of).size() == 1
        && (!LedgerStore.isPostgres()
            || column(
                        stack,
                        "SELECT type FROM ledger_entry WHERE stream = 'subject-"
                            + subject
                            + "' ORDER BY revision")
                    .stream()
                    .filter(ERASED::equals)
                    .count()
                == 1);
  }

  private static boolean waitsFor(Stack stack, String table) {
    return !column(stack, waiting("pid", table)).isEmpty();
  }

  /** A session outlives its killed client until it wants to answer: it must not go on. */
  private static void endWaiting(Stack stack, String table) {
    column(stack, waiting("pg_terminate_backend(pid)", table));
    Eventually.see("nobody waits", () -> waitsFor(stack, table), waits -> !waits);
  }

  private static String waiting(String what, String table) {
    return "SELECT "
        + what
        + " FROM pg_locks WHERE NOT granted AND relation = '"
        + table
        + "'::regclass";
  }

  private static List<String> column(Stack stack, String sql) {
    var found = new ArrayList<String>();
    try (Connection connection = stack.superuser("consent");
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
