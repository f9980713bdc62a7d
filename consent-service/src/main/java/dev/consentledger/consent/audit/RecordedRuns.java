package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.Placed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the runs that the ledger records. */
@Singleton
final class RecordedRuns {
  private static final String ERASED = EntryCodec.typeOf(new SubjectErased());

  private final LedgerPages pages;

  RecordedRuns(LedgerPages pages) {
    this.pages = pages;
  }

  /**
   * Runs, in the ledger's order, and whom the same entries say to be erased.
   *
   * @param erased everybody whose erasure stands in the scope
   */
  record Found(List<Placed<ListMatched>> runs, Set<SubjectId> erased) {}

  /** Every run. */
  Found all(SignedCheckpoint scope, Watch.Stage stage) throws IOException {
    return read(scope, stage, _ -> true);
  }

  /** One run and no other; throws where the ledger does not record it. */
  Found one(RunId run, SignedCheckpoint scope, Watch.Stage stage) throws IOException {
    Found found = read(scope, stage, matched -> matched.run().equals(run));
    if (found.runs().isEmpty()) {
      throw new ReplayFailed(ReplayFailed.Why.RUN_UNKNOWN, "the ledger records no run " + run);
    }
    return found;
  }

  private Found read(SignedCheckpoint scope, Watch.Stage stage, Predicate<ListMatched> wanted)
      throws IOException {
    List<Placed<ListMatched>> runs = new ArrayList<>();
    Set<SubjectId> erased = new HashSet<>();
    pages.entries(
        scope.position(),
        scope.size(),
        stage,
        (index, entry) -> {
          if (isAudience(entry)) {
            Placed<LedgerEvent> placed = new Histories.Indexed(index, entry).placed();
            placed
                .as(ListMatched.class)
                .filter(run -> wanted.test(run.event()))
                .ifPresent(runs::add);
          } else if (entry.stream().isSubject() && entry.type().equals(ERASED)) {
            erased.add(entry.stream().subject());
          }
        });
    return new Found(runs, erased);
  }

  /** Most entries are subjects': what they say needs no reading here. */
  private static boolean isAudience(StoredEntry entry) {
    return entry.stream().value().startsWith("audience-");
  }
}
