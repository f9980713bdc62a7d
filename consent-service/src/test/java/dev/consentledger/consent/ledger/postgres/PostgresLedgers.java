package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.LedgerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;

/** The adapter by hand, for tests of what follows the ledger. */
public final class PostgresLedgers {
  private PostgresLedgers() {}

  /** An instance with its limits as in production, and how to close it. */
  public record Opened(EventLedger ledger, Runnable close) {}

  public static Opened open(Vertx vertx, Pool pool) {
    LedgerSettings settings =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 100, new DurationConverter())
            .withMapping(LedgerSettings.class)
            .build()
            .getConfigMapping(LedgerSettings.class);
    var ledger =
        new PostgresEventLedger(
            vertx, pool, settings, new LedgerMetrics(new SimpleMeterRegistry()));
    return new Opened(ledger, ledger::close);
  }
}
