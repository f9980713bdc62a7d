package dev.consentledger.consent.rights;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads everything that the ledger holds of an account, up to one position. */
@Singleton
final class AccountHistories {
  private final EventLedger ledger;
  private final Subjects subjects;
  private final NoticeLives notices;

  AccountHistories(EventLedger ledger, Subjects subjects, NoticeLives notices) {
    this.ledger = ledger;
    this.subjects = subjects;
    this.notices = notices;
  }

  /**
   * Fails with account-unknown where there is no event, or where the last one is the erasure: an
   * erasure that is still under way answers as if it were done.
   */
  Uni<AccountHistory> of(AccountId account) {
    return ledger
        .head()
        .chain(head ->
            subjects
                .find(account)
                .map(
                    found -> found.orElseThrow(() -> new ProblemException(Problem.ACCOUNT_UNKNOWN)))
                .chain(subject ->
                    ledger
                        .readStream(subject.id().stream(), 0)
                        .select()
                        .first(stored -> !stored.position().isAfter(head))
                        .collect()
                        .asList()
                        .chain(entries -> history(account, subject.id(), head, entries))));
  }

  private Uni<AccountHistory> history(
      AccountId account, SubjectId subject, Position head, List<StoredEntry> entries) {
    List<Placed<SubjectEvent>> events =
        entries.stream().map(stored -> placed(subject, stored)).toList();
    SubjectGrants grants = SubjectGrants.of(subject, events);
    if (events.isEmpty() || grants.erasure().isPresent()) {
      throw new ProblemException(Problem.ACCOUNT_UNKNOWN);
    }
    return notices
        .invalidated(AccountHistory.notices(grants), head)
        .map(invalid ->
            new AccountHistory(account, subject, head, entries, events, grants, invalid));
  }

  /** The revision stands in for the leaf's index, which nothing here shows. */
  private static Placed<SubjectEvent> placed(SubjectId subject, StoredEntry stored) {
    return Placed.of(
            stored.revision(),
            stored.position(),
            EntryCodec.decode(stored.bytes().array(), Seal.CLOSED))
        .as(SubjectEvent.class)
        .orElseThrow(() ->
            new IllegalStateException(
                "the stream of subject " + subject + " holds another kind of event"));
  }
}
