package dev.consentledger.consent.ledger;

import dev.consentledger.consent.ledger.AdapterSettings.Adapter;
import dev.consentledger.consent.ledger.moved.LedgerMove;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Makes the one ledger of this process from the adapter that the settings name. */
@Singleton
@Startup
class LedgerChoice {
  private static final String NAME = "ledger";

  private final AdapterSettings settings;
  private final LedgerAdapter adapter;
  private final Optional<EventLedger> importFrom;
  private final Pool pool;
  private EventLedger ledger;

  LedgerChoice(
      AdapterSettings settings,
      @Any Instance<EventLedger> ledgers,
      @Any Instance<LedgerAdapter> adapters,
      Pool pool) {
    this.settings = settings;
    this.pool = pool;
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
      ledger = new LedgerMove(pool).open(ledger, importFrom);
    }
  }

  @Produces
  @ApplicationScoped
  EventLedger ledger() {
    return ledger;
  }

  /** Ready where the head can be read, which no write or fence does without. */
  @Produces
  @Readiness
  @Singleton
  AsyncHealthCheck ready() {
    return () ->
        adapter
            .danger()
            .map(danger -> Uni.createFrom().item(down(danger)))
            .orElseGet(() ->
                ledger
                    .head()
                    .map(_ -> HealthCheckResponse.up(NAME))
                    .onFailure(LedgerUnavailable.class)
                    .recoverWithItem(failure -> down(String.valueOf(failure.getMessage()))));
  }

  private static HealthCheckResponse down(String why) {
    return HealthCheckResponse.named(NAME).down().withData("why", why).build();
  }
}
