package dev.consentledger.consent.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A leader whose process stands still, or whose network is gone, asks nothing any more. */
class SilentLeaderTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static ConsentDatabase database;

  @BeforeAll
  static void start() {
    database = ConsentDatabase.start();
  }

  @AfterAll
  static void stop() {
    VERTX.closeAndAwait();
    database.close();
  }

  private static LeaderSettings settings(Map<String, String> given) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 100, new DurationConverter())
        .withMapping(LeaderSettings.class)
        .withDefaultValues(given)
        .build()
        .getConfigMapping(LeaderSettings.class);
  }

  @Test
  void the_server_takes_the_lock_from_a_leader_that_asks_nothing() throws Exception {
    LeaderSettings quick =
        settings(
            Map.of(
                "consentledger.leader.heartbeat-interval", "100ms",
                "consentledger.leader.answer-limit", "100ms"));
    PgConnectOptions options =
        PostgresLockConnections.options(database.reactiveUrl(), quick)
            .setUser(ConsentDatabase.APP)
            .setPassword(ConsentDatabase.PASSWORD);
    long lock = Leadership.lockId("silent");
    SqlConnection silent = PgConnection.connectAndAwait(VERTX, options);
    silent.preparedQuery("SELECT pg_advisory_lock($1)").executeAndAwait(Tuple.of(lock));

    try (Connection next = database.connectAs(ConsentDatabase.APP);
        var statement = next.createStatement()) {
      statement.execute("SET statement_timeout = '60s'");
      // Waits until the server has ended the silent session, and fails where it never does.
      statement.execute("SELECT pg_advisory_lock(" + lock + ")");
    }
  }

  @Test
  void by_default_a_leader_has_stopped_before_its_lock_is_taken_and_another_follows_in_time() {
    LeaderSettings settings = settings(Map.of());
    // The last question that the server took was answered in time, or the leader stopped there. The
    // next was asked after a heartbeat, and was given up after its answer's limit.
    Duration stopped =
        settings.answerLimit().plus(settings.heartbeatInterval()).plus(settings.answerLimit());

    assertThat(PostgresLockConnections.silenceMax(settings)).isGreaterThan(stopped);
    assertThat(
            PostgresLockConnections.silenceMax(settings)
                .plus(settings.retryInterval().multipliedBy(2)))
        .isLessThan(Duration.ofSeconds(10));
  }
}
