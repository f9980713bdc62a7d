package dev.consentledger.consent.publication;

import static dev.consentledger.kernel.event.ContactPointKind.EMAIL;
import static dev.consentledger.kernel.purpose.Purpose.LIST_MATCHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.leader.Leadership;
import dev.consentledger.kernel.event.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublicationLeaderTest {
  @RegisterExtension static final TestServers SERVERS = new TestServers();
  PublicationFixture fixture;

  @BeforeEach
  void open() {
    fixture = new PublicationFixture(SERVERS);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void of_two_instances_one_publishes_and_a_killed_leader_is_replaced_without_a_gap() {
    var model = new LedgerModel(fixture, 31);
    var first = fixture.start("publication.cursor-save-interval", "1h");
    PublicationFixture.await("the first leads", first.status::leads);
    var second = fixture.start();
    model.write(30);
    PublicationFixture.await(
        "all is published", () -> first.status.position().isAtLeast(model.head()));
    assertThat(second.status.messages()).isZero();

    Instant killed = Instant.now();
    first.kill();
    model.write(30);

    PublicationFixture.await(
        "the second has published", () -> second.status.position().isAtLeast(model.head()));
    assertThat(Duration.between(killed, Instant.now())).isLessThan(PublicationFixture.LIMIT);
    try (TopicContent content = fixture.topicContent()) {
      new TopicReaderModel()
          .checkAll(
              content.readUntil(
                  all -> !all.isEmpty() && all.getLast().position().isAtLeast(model.head())),
              model);
    }
  }

  @Test
  void a_leader_whose_lock_is_taken_away_stops_and_goes_on_when_it_is_given_back()
      throws Exception {
    var instance = fixture.start("publication.watermark-interval", "20ms");
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
    Position granted = ann.grant("mail", LIST_MATCHING);
    PublicationFixture.await(
        "the grant is published", () -> instance.status.position().isAtLeast(granted));

    try (Connection taker = fixture.database.connectAs(ConsentDatabase.APP)) {
      takeLockFromLeader(taker);
      PublicationFixture.await("publication stops", () -> !instance.status.leads());
      Position withdrawn = ann.withdraw("mail", LIST_MATCHING);
      Position cursor = fixture.durableCursor();
      assertThat(instance.status.leads()).isFalse();
      assertThat(cursor).isLessThan(withdrawn);

      execute(
          taker,
          "SELECT pg_advisory_unlock(" + Leadership.lockId(PublicationService.LEADER_NAME) + ")");

      PublicationFixture.await(
          "the withdrawal is published", () -> instance.status.position().isAtLeast(withdrawn));
    }
  }

  /** As an operator would: queues for the lock, and ends the session that holds it. */
  private void takeLockFromLeader(Connection taker) throws Exception {
    long id = Leadership.lockId(PublicationService.LEADER_NAME);
    CompletableFuture<Void> taken =
        CompletableFuture.runAsync(() -> execute(taker, "SELECT pg_advisory_lock(" + id + ")"));
    try (Connection other = fixture.database.connectAs(ConsentDatabase.APP)) {
      PublicationFixture.await("the taker waits", () -> count(other, "NOT granted") == 1);
      execute(
          other,
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
              + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
              + " AND objsubid = 1");
    }
    taken.get();
  }

  private static long count(Connection connection, String condition) {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
                    + " AND database = (SELECT oid FROM pg_database"
                    + " WHERE datname = current_database()) AND "
                    + condition)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(Connection connection, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
