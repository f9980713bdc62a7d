package dev.consentledger.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Slowdown;
import dev.consentledger.benchmarks.appending.Reference;
import dev.consentledger.benchmarks.freshness.Withdrawals;
import dev.consentledger.stack.Stack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Comparisons 2 and 3 in small, through the packaged services that have only just started. What the
 * ratios were when this was written is stated generously: a cold JVM and a busy machine double
 * them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FrontDoorSlowdownIT {
  private static final Path FOLDER = Path.of("target/slowdown");
  private static final int ROUNDS_AND_WARM_UPS = 7;
  private static final int CLIENTS = 16;
  private static final int GRANTS = 160;
  private static final int LINES = 200;
  private static final int WITHDRAWALS = 6;
  private static final int EVENT_BYTES = 640;

  private BenchedStack running;
  private Reference reference;

  @BeforeAll
  void start() throws Exception {
    running =
        BenchedStack.of(
            Stack.builder(Path.of("").toAbsolutePath().getParent(), FOLDER.resolve("stack"))
                .fresh(true));
    reference = new Reference(running.stack(), FOLDER);
  }

  @AfterAll
  void stop() throws Exception {
    reference.close();
    running.close();
  }

  @Test
  void a_single_grant_has_not_become_ten_times_slower() throws Exception {
    int all = GRANTS * ROUNDS_AND_WARM_UPS;
    try (var clients = GrantClients.start(running.stack(), CLIENTS, "single-", all)) {
      Slowdown.assertNone(
          "single grants against inserts with a commit each",
          5,
          _ -> clients.send(GRANTS),
          _ -> reference.insertWithJdbc(GRANTS, CLIENTS, EVENT_BYTES));
    }
  }

  @Test
  void an_import_has_not_become_ten_times_slower() throws Exception {
    List<String> event = Collections.nCopies(2 * LINES, "x".repeat(EVENT_BYTES));
    Slowdown.assertNone(
        "a bulk import against twenty COPYs of as many rows",
        2,
        round -> Platform.importAccounts(running.stack(), "bulk-" + round + "-", LINES, true),
        _ -> {
          for (int i = 0; i < 20; i++) {
            reference.copy(event);
          }
        });
  }

  @Test
  void a_withdrawal_counts_not_ten_times_later() throws Exception {
    List<Long> taken = new ArrayList<>();
    try (var members =
            Withdrawals.prepare(running, FOLDER, "member-", WITHDRAWALS * ROUNDS_AND_WARM_UPS);
        Connection plain = running.stack().superuser("postgres");
        Statement statement = plain.createStatement()) {
      statement.execute("CREATE TABLE member (account int PRIMARY KEY, active boolean NOT NULL)");
      statement.execute("INSERT INTO member SELECT n, true FROM generate_series(0, 999) AS n");
      Slowdown.assertNone(
          "withdrawn and gone, against a committed update and a query",
          45,
          round -> {
            for (int i = 0; i < WITHDRAWALS; i++) {
              taken.add(members.untilNotContained(round * WITHDRAWALS + i));
            }
          },
          round -> {
            for (int i = 0; i < WITHDRAWALS; i++) {
              int account = round * WITHDRAWALS + i;
              statement.execute("UPDATE member SET active = false WHERE account = " + account);
              try (ResultSet row =
                  statement.executeQuery("SELECT active FROM member WHERE account = " + account)) {
                assertThat(row.next()).isTrue();
              }
            }
          });
      assertThat(members.stale()).as("reads that still held a withdrawn account").isZero();
    }
    assertThat(taken).hasSize(WITHDRAWALS * ROUNDS_AND_WARM_UPS);
  }
}
