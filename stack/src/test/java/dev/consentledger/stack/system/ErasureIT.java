package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
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
    try (var held = new HeldTable(stack, "consent", table)) {
      var erasing = CompletableFuture.supplyAsync(() -> erase(world, account).statusCode());
      held.killWhileWaiting(ServiceName.CONSENT);
      assertThat(erasing.get()).isNotEqualTo(200);
    }
    started(stack, ServiceName.CONSENT);

    if (table.equals("erasure")) {
      assertThat(history(world, account)).as("the order was never stored").isEqualTo(200);
      assertThat(erase(world, account).statusCode()).isEqualTo(200);
    }
    Eventually.see("the end of the erasure", () -> isErased(stack, subject), erased -> erased);
    assertThat(history(world, account)).isEqualTo(404);
    assertThat(erase(world, account).statusCode()).isEqualTo(404);
    assertGone(stack, world, subject, audience, run);
  }

  /** As soon as the key is gone: before the answer, or before the tombstone is told, or after. */
  @Test
  void a_kill_when_the_key_is_just_destroyed_loses_neither_tombstone_nor_pairing(
      Stack stack, World world) throws Exception {
    String account = "erased-kill-told";
    world.permittedEmail(account, account + "@example.com");
    String audience = world.createAudience(account);
    String run = world.upload(audience, account + "@example.com\n");
    world.awaitReady(audience, run);
    UUID subject = subjectOf(stack, account);

    var erasing = CompletableFuture.supplyAsync(() -> erase(world, account).statusCode());
    Eventually.see("the key is destroyed", () -> isErased(stack, subject), erased -> erased);
    stack.service(ServiceName.CONSENT).kill9();
    erasing.get();
    started(stack, ServiceName.CONSENT);

    assertThat(history(world, account)).isEqualTo(404);
    assertGone(stack, world, subject, audience, run);
  }

  /** In the order in which they are written: the tombstone's, and those of a pass. */
  static Stream<String> stepsOfMatching() {
    return Stream.of("projection_cursor", "erasure_pass", "pairing_block", "erasure");
  }

  @ParameterizedTest(name = "matching-service is killed before {0} is written")
  @MethodSource("stepsOfMatching")
  void an_erasure_that_a_kill_of_the_matching_service_interrupts_is_finished_after_the_start(
      String table, Stack stack, World world) throws Exception {
    String account = "erased-matching-" + table.replace('_', '-');
    world.permittedEmail(account, account + "@example.com");
    String audience = world.createAudience(account);
    String run = world.upload(audience, account + "@example.com\n");
    world.awaitReady(audience, run);
    UUID subject = subjectOf(stack, account);

    if (table.equals("erasure")) {
      // The tombstone writes it too: the pass must have come as far as its blocks before it is
      // held.
      try (var before = new HeldTable(stack, "matching", "pairing_block")) {
        assertThat(erase(world, account).statusCode()).isEqualTo(200);
        before.awaitWaiting();
        try (var held = new HeldTable(stack, "matching", table)) {
          before.release();
          held.killWhileWaiting(ServiceName.MATCHING);
        }
      }
    } else {
      try (var held = new HeldTable(stack, "matching", table)) {
        assertThat(erase(world, account).statusCode()).isEqualTo(200);
        held.killWhileWaiting(ServiceName.MATCHING);
      }
    }
    started(stack, ServiceName.MATCHING);

    assertGone(stack, world, subject, audience, run);
  }

  private static void started(Stack stack, ServiceName name) throws Exception {
    stack.service(name).start();
    stack.service(name).awaitReady();
  }

  /** No audience, topic or pairing names the subject, and the run is proved as ever. */
  private void assertGone(Stack stack, World world, UUID subject, String audience, String run)
      throws Exception {
    Eventually.see(
        "the pairings without the subject", () -> namedInPairings(stack, subject), named -> !named);
    Eventually.see(
        "an answer after the kill",
        () -> world.askMembers(audience).statusCode(),
        status -> status == 200);
    assertThat(world.members(audience)).isEmpty();
    assertThat(PermissionsTopicContent.lastOfEachKey(stack))
        .containsEntry(subject.toString(), null);
    JsonPath replayed = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    assertThat(replayed.getList("result.differences")).isEmpty();
    assertThat(replayed.getLong("result.erased")).isEqualTo(1);
    assertProved(world, replayed);
  }

  /** In a stored block, or as told and not yet erased from the blocks. */
  private static boolean namedInPairings(Stack stack, UUID subject) {
    return !column(
            stack,
            "matching",
            "SELECT 1 FROM pairing_block WHERE position(uuid_send('"
                + subject
                + "') IN content) > 0 UNION ALL SELECT 1 FROM erasure WHERE subject = '"
                + subject
                + "'")
        .isEmpty();
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

  private static List<String> column(Stack stack, String sql) {
    return column(stack, "consent", sql);
  }

  private static List<String> column(Stack stack, String database, String sql) {
    var found = new ArrayList<String>();
    try (Connection connection = stack.superuser(database);
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

  /** A table whose changes wait until it is released: where a service can be killed. */
  private static final class HeldTable implements AutoCloseable {
    private final Stack stack;
    private final String database;
    private final String table;
    private final Connection holder;

    HeldTable(Stack stack, String database, String table) throws SQLException {
      this.stack = stack;
      this.database = database;
      this.table = table;
      this.holder = stack.superuser(database);
      holder.setAutoCommit(false);
      try (var statement = holder.createStatement()) {
        statement.execute("LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
      }
    }

    void awaitWaiting() {
      Eventually.see("a change of " + table + " waits", this::isWaitedFor, waits -> waits);
    }

    void killWhileWaiting(ServiceName name) throws SQLException {
      awaitWaiting();
      stack.service(name).kill9();
      endWaiting();
      release();
    }

    void release() throws SQLException {
      holder.rollback();
    }

    private boolean isWaitedFor() {
      return !column(stack, database, waiting("pid")).isEmpty();
    }

    /** A session outlives its killed client until it wants to answer: it must not go on. */
    private void endWaiting() {
      column(stack, database, waiting("pg_terminate_backend(pid)"));
      Eventually.see("nobody waits", this::isWaitedFor, waits -> !waits);
    }

    private String waiting(String what) {
      return "SELECT "
          + what
          + " FROM pg_locks WHERE NOT granted AND relation = '"
          + table
          + "'::regclass";
    }

    @Override
    public void close() throws SQLException {
      holder.close();
    }
  }
}
