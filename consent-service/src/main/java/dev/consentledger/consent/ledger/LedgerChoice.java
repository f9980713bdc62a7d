package dev.consentledger.consent.ledger;

import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Makes the one ledger of this process from the adapter that the settings name. */
@Singleton
@Startup
class LedgerChoice {
  private static final String NAME = "ledger";

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
