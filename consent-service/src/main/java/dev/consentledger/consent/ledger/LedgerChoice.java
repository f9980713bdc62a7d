package dev.consentledger.consent.ledger;

import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the one ledger of this process from the adapter that the settings name. */
@Singleton
@Startup
class LedgerChoice {
  private final EventLedger ledger;
  private final LedgerAdapter adapter;

  LedgerChoice(
      AdapterSettings settings,
      @Any Instance<EventLedger> ledgers,
      @Any Instance<LedgerAdapter> adapters) {
    var chosen = Identifier.Literal.of(settings.adapter().identifier());
    this.ledger = ledgers.select(chosen).get();
    this.adapter = adapters.select(chosen).get();
  }

  @PostConstruct
  void start() {
    adapter.start();
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
