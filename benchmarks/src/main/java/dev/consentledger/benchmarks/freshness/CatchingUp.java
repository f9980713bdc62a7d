package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.load.CaughtUp;
import dev.consentledger.benchmarks.load.Platform;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How long a projection that was away, or that is gone, takes to have everything again. */
final class CatchingUp {
  private static final int POLL_MILLIS = 20;

  private CatchingUp() {}

  /** What a restart took: until it answers at all, and until it has everything. */
  record Seconds(double up, double caughtUp) {}

  /** Kills matching-service, lets so many accounts be imported meanwhile, and starts it again. */
  static Seconds afterStop(BenchedStack running, String prefix, int lines) throws Exception {
    Service matching = running.stack().service(ServiceName.MATCHING);
    matching.kill9();
    Platform.importAccounts(running.stack(), prefix, lines, true);
    long head = CaughtUp.head(running);
    awaitPublished(running, head);
    long begun = System.nanoTime();
    matching.start();
    awaitUp(running);
    double up = (System.nanoTime() - begun) / 1e9;
    CaughtUp.awaitProjection(running, head);
    double caughtUp = (System.nanoTime() - begun) / 1e9;
    matching.awaitReady();
    return new Seconds(up, caughtUp);
  }

  /** Drops the projection's database: it comes back from the topic alone. */
  static Seconds afterLoss(BenchedStack running, long grants) throws Exception {
    Service matching = running.stack().service(ServiceName.MATCHING);
    matching.stop();
    dropDatabase(running);
    long begun = System.nanoTime();
    matching.start();
    awaitUp(running);
    double up = (System.nanoTime() - begun) / 1e9;
    var metrics = running.metrics(ServiceName.MATCHING);
    while (metrics.value("consentledger_projection_index_grants") < grants) {
      Thread.sleep(POLL_MILLIS);
    }
    double caughtUp = (System.nanoTime() - begun) / 1e9;
    matching.awaitReady();
    return new Seconds(up, caughtUp);
  }

  private static void dropDatabase(BenchedStack running) throws SQLException {
    try (Connection connection = running.stack().superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE matching WITH (FORCE)");
      statement.execute("CREATE DATABASE matching OWNER matching_owner");
      statement.execute("REVOKE ALL ON DATABASE matching FROM PUBLIC");
      statement.execute("GRANT CONNECT ON DATABASE matching TO matching_app");
    }
  }

  private static void awaitPublished(BenchedStack running, long head)
      throws IOException, InterruptedException {
    var metrics = running.metrics(ServiceName.CONSENT);
    while (metrics.value("consentledger_publication_position") < head) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static void awaitUp(BenchedStack running) throws InterruptedException {
    var metrics = running.metrics(ServiceName.MATCHING);
    while (true) {
      try {
        double _ = metrics.value("consentledger_projection_position");
        return;
      } catch (IOException | IllegalStateException _) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }
}
