package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.evidence.Placed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds the runs that the ledger records. */
@Singleton
final class RecordedRuns {
  private final LedgerPages pages;

  RecordedRuns(LedgerPages pages) {
    this.pages = pages;
  }

  /** Every run, in the ledger's order. */
  List<Placed<ListMatched>> all(SignedCheckpoint scope, Watch.Stage stage) throws IOException {
    return read(scope, stage, _ -> true);
  }

  /** One run; throws where the ledger does not record it. */
  Placed<ListMatched> one(RunId run, SignedCheckpoint scope, Watch.Stage stage) throws IOException {
    return read(scope, stage, matched -> matched.run().equals(run)).stream()
        .findFirst()
        .orElseThrow(() ->
            new ReplayFailed(ReplayFailed.Why.RUN_UNKNOWN, "the ledger records no run " + run));
  }

  private List<Placed<ListMatched>> read(
      SignedCheckpoint scope, Watch.Stage stage, Predicate<ListMatched> wanted) throws IOException {
    List<Placed<ListMatched>> runs = new ArrayList<>();
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
          }
        });
    return runs;
  }

  /** Most entries are subjects': what they say needs no reading here. */
  private static boolean isAudience(StoredEntry entry) {
    return entry.stream().value().startsWith("audience-");
  }
}
