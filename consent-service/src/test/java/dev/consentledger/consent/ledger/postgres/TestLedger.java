package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.ledger.LedgerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;

/** One instance of the adapter with a pool of its own, as one process of the service has it. */
final class TestLedger implements AutoCloseable {
  private final Pool pool;
  private final PostgresEventLedger ledger;

  TestLedger(Vertx vertx, ConsentDatabase database, LedgerSettings settings) {
    this.pool = pool(vertx, database);
    this.ledger =
        new PostgresEventLedger(
            vertx, pool, settings, new LedgerMetrics(new SimpleMeterRegistry()));
  }

  static Pool pool(Vertx vertx, ConsentDatabase database) {
    var options =
        PgConnectOptions.fromUri(database.reactiveUrl())
            .setUser(ConsentDatabase.APP)
            .setPassword(ConsentDatabase.PASSWORD)
            .setCachePreparedStatements(true);
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8))
        .connectingTo(options)
        .using(vertx)
        .build();
  }

  PostgresEventLedger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    ledger.close();
    pool.closeAndAwait();
  }

  /**
   * The limits, with defaults as in production but for what a test changes, and timeouts that a
   * busy machine does not reach.
   */
  record Settings(
      int batchEntriesMax,
      int batchBytesMax,
      int queueAppendsMax,
      long queueBytesMax,
      int pageEntries,
      Duration heartbeat,
      Duration appendTimeout,
      Duration readTimeout,
      Duration listenRetry)
      implements LedgerSettings {

    static Settings standard() {
      return new Settings(
          1_000,
          8_388_608,
          8_192,
          134_217_728,
          256,
          Duration.ofMillis(500),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMillis(200));
    }

    /** With a heartbeat so rare that only a wake-up can be what came. */
    Settings withoutPoll() {
      return new Settings(
          batchEntriesMax,
          batchBytesMax,
          queueAppendsMax,
          queueBytesMax,
          pageEntries,
          Duration.ofMinutes(30),
          appendTimeout,
          readTimeout,
          listenRetry);
    }

    Settings withQueue(int appendsMax, long bytesMax) {
      return new Settings(
          batchEntriesMax,
          batchBytesMax,
          appendsMax,
          bytesMax,
          pageEntries,
          heartbeat,
          appendTimeout,
          readTimeout,
          listenRetry);
    }

    Settings withAppendTimeout(Duration timeout) {
      return new Settings(
          batchEntriesMax,
          batchBytesMax,
          queueAppendsMax,
          queueBytesMax,
          pageEntries,
          heartbeat,
          timeout,
          readTimeout,
          listenRetry);
    }
  }
}
