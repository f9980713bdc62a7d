package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.NoticeState;
import dev.consentledger.consent.decision.SubjectState;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.notice.Notices;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Answers from the ledger itself, so that every answer reflects every write acknowledged before the
 * question: whatever a caller sends as {@code At-Least-Position} holds.
 */
@Singleton
final class ConsentsReader {
  /** Between this entry and the end of the mapping the account is still found, and unknown. */
  private static final String ERASED = EntryCodec.typeOf(new SubjectErased());

  private final EventLedger ledger;
  private final Subjects subjects;
  private final Notices notices;
  private final Clock clock;

  ConsentsReader(EventLedger ledger, Subjects subjects, Notices notices, Clock clock) {
    this.ledger = ledger;
    this.subjects = subjects;
    this.notices = notices;
    this.clock = clock;
  }

  Uni<ConsentsAnswer> consents(AccountId account, AsOf asOf) {
    return subject(account)
        .chain(subject ->
            switch (asOf) {
              case AsOf.Now() -> now(subject);
              case AsOf.AtPosition(var position) -> atPosition(subject, position);
              case AsOf.AtInstant(var instant) -> atInstant(subject, instant);
            });
  }

  /** Throws account-unknown where the account has no event. */
  Uni<HistoryAnswer> history(AccountId account) {
    return subject(account)
        .chain(subject ->
            ledger
                .readStream(subject.id().stream(), 0)
                .map(HistoryAnswer.Event::of)
                .collect()
                .asList())
        .map(ConsentsReader::known)
        .map(events -> new HistoryAnswer(account.value(), events));
  }

  private Uni<ConsentsAnswer> now(Subject subject) {
    return ledger
        .head()
        .chain(head ->
            folded(subject, stored -> !stored.position().isAfter(head))
                .map(found ->
                    ConsentsAnswer.of(
                        subject.account(),
                        found.state(),
                        found.notices(),
                        head,
                        found.notBeforeLast(clock.instant()))));
  }

  /** At a position the ledger alone counts: a grant is active until its expiry was recorded. */
  private Uni<ConsentsAnswer> atPosition(Subject subject, Position position) {
    return ledger
        .head()
        .invoke(head -> {
          if (position.isAfter(head)) {
            throw ProblemException.invalid("at", "must not lie after the ledger's head");
          }
        })
        .chain(_ -> folded(subject, stored -> !stored.position().isAfter(position)))
        .map(found ->
            ConsentsAnswer.of(
                subject.account(),
                found.state(),
                found.notices(),
                position,
                found.notBeforeLast(Instant.EPOCH)));
  }

  private Uni<ConsentsAnswer> atInstant(Subject subject, Instant instant) {
    if (instant.isAfter(clock.instant())) {
      throw ProblemException.invalid("at", "must not lie in the future");
    }
    return folded(
            subject, stored -> !EntryCodec.header(stored.bytes().array()).time().isAfter(instant))
        .map(found ->
            ConsentsAnswer.of(
                subject.account(), found.state(), found.notices(), lastOf(found.state()), instant));
  }

  /** A subject, and the notices that its grants name, both as far as their entries count. */
  private record Found(Folded<SubjectState> folded, Map<String, NoticeState> notices) {
    SubjectState state() {
      return folded.state();
    }

    Instant notBeforeLast(Instant now) {
      return folded.notBeforeLast(now);
    }
  }

  private Uni<Found> folded(Subject subject, Predicate<StoredEntry> counts) {
    return fold(subject, counts)
        .chain(folded ->
            notices
                .read(folded.state().grantNotices(), counts)
                .map(read -> new Found(folded, read)));
  }

  private static Position lastOf(SubjectState state) {
    return state.last().map(last -> last.position()).orElse(Position.START);
  }

  private Uni<Subject> subject(AccountId account) {
    return subjects
        .find(account)
        .map(found -> found.orElseThrow(() -> new ProblemException(Problem.ACCOUNT_UNKNOWN)));
  }

  /**
   * Adds up the stream's entries while they count. None at all is an unknown account, and so is one
   * that is erased by now, whatever it was at the time.
   */
  private Uni<Folded<SubjectState>> fold(Subject subject, Predicate<StoredEntry> counts) {
    return ledger
        .readStream(subject.id().stream(), 0)
        .collect()
        .asList()
        .map(entries -> {
          if (!entries.isEmpty() && entries.getLast().type().equals(ERASED)) {
            throw new ProblemException(Problem.ACCOUNT_UNKNOWN);
          }
          Folded<SubjectState> folded = SubjectCommands.fold(subject.seal());
          entries.stream().takeWhile(counts).forEach(folded::add);
          if (folded.revision() == Append.NO_STREAM) {
            throw new ProblemException(Problem.ACCOUNT_UNKNOWN);
          }
          return folded;
        });
  }

  private static List<HistoryAnswer.Event> known(List<HistoryAnswer.Event> events) {
    if (events.isEmpty() || events.getLast().type().equals(ERASED)) {
      throw new ProblemException(Problem.ACCOUNT_UNKNOWN);
    }
    return events;
  }
}
