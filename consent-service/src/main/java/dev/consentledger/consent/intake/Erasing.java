package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.SubjectCommand.Erase;
import dev.consentledger.consent.decision.SubjectDecision;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Erases a subject in steps, each of which can be repeated: the ledger takes {@code SubjectErased},
 * then key and mapping are destroyed. Whatever ended it in the middle, it goes on from any step.
 * Needs no key: an erasure must not fail because one can't be opened.
 */
@Singleton
final class Erasing {
  private final Appending appending;
  private final Subjects subjects;

  Erasing(Appending appending, Subjects subjects) {
    this.appending = appending;
    this.subjects = subjects;
  }

  /** Answers the position of the entry that erased the subject, when nothing is left to do. */
  Uni<Outcome> finish(SubjectId subject) {
    return appending
        .decide(
            subject.stream(),
            Seal.CLOSED,
            () -> SubjectCommands.fold(Seal.CLOSED),
            (state, at) -> SubjectDecision.decide(state, new Erase(at)))
        .call(outcome ->
            switch (outcome) {
              case Outcome.Done(var position) -> subjects.destroy(subject, position);
              case Outcome.Refused refused ->
                  throw new IllegalStateException("an erasure was refused: " + refused);
            });
  }
}
