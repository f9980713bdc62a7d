package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.AudienceCommand;
import dev.consentledger.consent.decision.AudienceDecision;
import dev.consentledger.consent.decision.AudienceState;
import dev.consentledger.kernel.event.AudienceEvent;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Carries commands about one audience to the ledger. */
@Singleton
final class AudienceCommands {
  private final Appending appending;

  AudienceCommands(Appending appending) {
    this.appending = appending;
  }

  Uni<Outcome> handle(AudienceId audience, AudienceCommand command) {
    return appending.decide(
        StreamName.ofAudience(audience),
        Seal.CLOSED,
        () ->
            new Folded<AudienceState>(
                new AudienceState.Unknown(), AudienceCommands::evolve, Seal.CLOSED),
        (state, _) -> AudienceDecision.decide(state, command));
  }

  private static AudienceState evolve(
      AudienceState state, LedgerEvent event, Position position, Instant time) {
    if (event instanceof AudienceEvent audienceEvent) {
      return AudienceDecision.evolve(state, audienceEvent, position);
    }
    throw new IllegalStateException(
        "an audience's stream holds another kind of event at " + position);
  }
}
