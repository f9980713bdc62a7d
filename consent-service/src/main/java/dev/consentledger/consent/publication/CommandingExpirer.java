package dev.consentledger.consent.publication;

import dev.consentledger.consent.decision.Refusal;
import dev.consentledger.consent.decision.SubjectCommand.Expire;
import dev.consentledger.consent.intake.SubjectCommands;
import dev.consentledger.consent.privacy.Subjects;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Gives the order to expire a grant to intake's handler, where the rules decide it. */
@Singleton
class CommandingExpirer implements Expirer {
  private static final dev.consentledger.consent.intake.Outcome ERASED =
      new dev.consentledger.consent.intake.Outcome.Refused(Refusal.ACCOUNT_UNKNOWN);

  private final Subjects subjects;
  private final SubjectCommands commands;

  CommandingExpirer(Subjects subjects, SubjectCommands commands) {
    this.subjects = subjects;
    this.commands = commands;
  }

  @Override
  public Uni<Outcome> expire(GrantExpiry expiry) {
    return subjects
        .find(expiry.key().subject())
        .chain(subject ->
            subject.isEmpty()
                ? Uni.createFrom().item(Outcome.GONE)
                : commands
                    .handle(
                        subject.get(),
                        at ->
                            List.of(
                                new Expire(
                                    expiry.key().contactPoint(),
                                    expiry.key().purpose(),
                                    expiry.expiresAt(),
                                    at)))
                    .map(outcome -> outcome.equals(ERASED) ? Outcome.GONE : Outcome.ENDED));
  }
}
