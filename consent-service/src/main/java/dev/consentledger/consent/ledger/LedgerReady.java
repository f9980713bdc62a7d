package dev.consentledger.consent.ledger;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready where the head can be read, which no write and no fence does without, and where nothing
 * could make entries disappear from the store.
 */
@Readiness
@Singleton
final class LedgerReady implements AsyncHealthCheck {
  private final EventLedger ledger;
  private final LedgerChoice choice;

  LedgerReady(EventLedger ledger, LedgerChoice choice) {
    this.ledger = ledger;
    this.choice = choice;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return choice
        .danger()
        .map(danger -> Uni.createFrom().item(down(danger)))
        .orElseGet(() ->
            ledger
                .head()
                .map(head -> named().withData("position", head.value()).up().build())
                .onFailure(LedgerUnavailable.class)
                .recoverWithItem(failure -> down(String.valueOf(failure.getMessage()))));
  }

  private static HealthCheckResponse down(String why) {
    return named().withData("why", why).down().build();
  }

  private static HealthCheckResponseBuilder named() {
    return HealthCheckResponse.named("ledger");
  }
}
