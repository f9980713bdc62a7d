package dev.consentledger.consent.ledger;

import dev.consentledger.consent.ledger.AdapterSettings.Adapter;
import dev.consentledger.consent.ledger.moved.LedgerMove;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/** Makes the one ledger of this process from the adapter that the settings name. */
@Singleton
@Startup
class LedgerChoice {
  private final AdapterSettings settings;
  private final LedgerAdapter adapter;
  private final Optional<EventLedger> importFrom;
  private final Pool pool;
  private final Flyway flyway;
  private final LedgerMetrics metrics;
  private EventLedger ledger;

  LedgerChoice(
      AdapterSettings settings,
      @Any Instance<EventLedger> ledgers,
      @Any Instance<LedgerAdapter> adapters,
      Pool pool,
      Flyway flyway,
      LedgerMetrics metrics) {
    this.settings = settings;
    this.pool = pool;
    this.flyway = flyway;
    this.metrics = metrics;
    var chosen = Identifier.Literal.of(settings.adapter().identifier());
    this.ledger = ledgers.select(chosen).get();
    this.adapter = adapters.select(chosen).get();
    this.importFrom =
        settings
            .importFrom()
            .map(from -> ledgers.select(Identifier.Literal.of(from.identifier())).get());
  }

  @PostConstruct
  void start() {
    boolean isPostgres = settings.adapter() == Adapter.POSTGRES;
    if (settings.importFrom().isPresent()
        && (isPostgres || settings.importFrom().get() != Adapter.POSTGRES)) {
      throw new IllegalArgumentException(
          "consentledger.ledger.import-from: only postgres, and into another adapter");
    }
    adapter.start();
    if (!isPostgres) {
      ledger =
          new LedgerMove(pool, () -> flyway.getConfiguration().getDataSource())
              .open(ledger, importFrom);
    }
    ledger = new MeasuredLedger(ledger, metrics, adapter.batches());
  }

  @Produces
  @ApplicationScoped
  EventLedger ledger() {
    return ledger;
  }

  Optional<String> danger() {
    return adapter.danger();
  }
}
