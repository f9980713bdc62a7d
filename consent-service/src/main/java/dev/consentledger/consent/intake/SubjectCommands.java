package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.Refusal;
import dev.consentledger.consent.decision.SubjectCommand;
import dev.consentledger.consent.decision.SubjectDecision;
import dev.consentledger.consent.decision.SubjectState;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Carries commands about one subject to the ledger. Fails with {@code RevisionConflict} where too
 * many others write at once, and with {@code LedgerUnavailable} where the ledger stays silent.
 */
@Singleton
public final class SubjectCommands {
  /** An account that is erased over and over while it registers is told {@code account-unknown}. */
  private static final int ERASED_RETRIES_MAX = 3;

  private final Appending appending;
  private final Subjects subjects;
  private final Erasing erasing;

  SubjectCommands(Appending appending, Subjects subjects, Erasing erasing) {
    this.appending = appending;
    this.subjects = subjects;
    this.erasing = erasing;
  }

  /**
   * Handles commands that stand or fall together, in one append.
   *
   * @param orders the commands, for the time that is put into them
   */
  public Uni<Outcome> handle(Subject subject, Function<Instant, List<SubjectCommand>> orders) {
    return handle(subject, false, orders);
  }

  private Uni<Outcome> handle(
      Subject subject, boolean isNew, Function<Instant, List<SubjectCommand>> orders) {
    return appending.decide(
        subject.id().stream(),
        isNew,
        subject.seal(),
        () -> fold(subject.seal()),
        (state, at) -> SubjectDecision.decideAll(state, orders.apply(at)));
  }

  /** Makes a subject of the account where there is none yet. */
  Uni<Outcome> registering(AccountId account, Function<Instant, List<SubjectCommand>> orders) {
    return registering(account, orders, ERASED_RETRIES_MAX);
  }

  /**
   * A subject that turns out to be erased is destroyed here, whatever became of its erasure, and
   * the account begins anew as another one.
   */
  private Uni<Outcome> registering(
      AccountId account, Function<Instant, List<SubjectCommand>> orders, int retriesLeft) {
    return subjects
        .register(account)
        .chain(registered ->
            handle(registered.subject(), registered.isNew(), orders)
                .chain(outcome ->
                    retriesLeft > 0 && isErased(outcome)
                        ? erasing
                            .finish(registered.subject().id())
                            .chain(() -> registering(account, orders, retriesLeft - 1))
                        : Uni.createFrom().item(outcome)));
  }

  /** No rule refuses a subject that was found as unknown, unless it is erased. */
  private static boolean isErased(Outcome outcome) {
    return outcome.equals(new Outcome.Refused(Refusal.ACCOUNT_UNKNOWN));
  }

  /** Refuses an account that has no subject. */
  Uni<Outcome> known(AccountId account, Function<Instant, SubjectCommand> order) {
    return subjects
        .find(account)
        .chain(subject ->
            subject.isPresent()
                ? handle(subject.get(), at -> List.of(order.apply(at)))
                : Uni.createFrom().item(new Outcome.Refused(Refusal.ACCOUNT_UNKNOWN)));
  }

  static Folded<SubjectState> fold(Seal seal) {
    return new Folded<>(SubjectState.EMPTY, SubjectCommands::evolve, seal);
  }

  private static SubjectState evolve(
      SubjectState state, LedgerEvent event, Position position, Instant time) {
    if (event instanceof SubjectEvent subjectEvent) {
      return SubjectDecision.evolve(state, subjectEvent, position, time);
    }
    throw new IllegalStateException(
        "a subject's stream holds another kind of event at " + position);
  }
}
