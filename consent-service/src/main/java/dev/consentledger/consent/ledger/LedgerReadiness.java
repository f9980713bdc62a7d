package dev.consentledger.consent.ledger;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the ledger answers: without it no write and no fence can be. */
@Readiness
@Singleton
final class LedgerReadiness implements AsyncHealthCheck {
  private static final String NAME = "ledger";

  /** Below the time after which a probe itself gives up. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

  private final EventLedger ledger;

  LedgerReadiness(EventLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return ledger
        .head()
        .ifNoItem()
        .after(ANSWER_LIMIT)
        .fail()
        .map(
            head -> HealthCheckResponse.named(NAME).up().withData("position", head.value()).build())
        .onFailure()
        .recoverWithItem(_ ->
            HealthCheckResponse.named(NAME)
                .down()
                .withData("problem", "the ledger does not answer")
                .build());
  }
}
