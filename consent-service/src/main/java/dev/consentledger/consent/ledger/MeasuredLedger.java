package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Measures whichever adapter it is given. */
final class MeasuredLedger implements EventLedger {
  private final EventLedger ledger;
  private final LedgerMetrics metrics;
  private final boolean batches;

  /**
   * @param batches whether the adapter counts its batches itself; else each append is one
   */
  MeasuredLedger(EventLedger ledger, LedgerMetrics metrics, boolean batches) {
    this.ledger = ledger;
    this.metrics = metrics;
    this.batches = batches;
  }

  @Override
  public Uni<Appended> append(Append append) {
    return Uni.createFrom()
        .deferred(() -> {
          long begun = System.nanoTime();
          return ledger
              .append(append)
              .onItemOrFailure()
              .invoke((appended, failure) -> {
                metrics.appended(failure, System.nanoTime() - begun);
                if (failure == null) {
                  metrics.saw(appended.last());
                  if (!batches) {
                    metrics.batch(append.entries().size());
                  }
                }
              });
        });
  }

  @Override
  public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
    return ledger.readStream(stream, fromRevision);
  }

  @Override
  public Multi<StoredEntry> readAll(Position after) {
    return ledger.readAll(after);
  }

  @Override
  public Uni<List<StoredEntry>> page(Position after, Position last, int entriesMax) {
    return ledger.page(after, last, entriesMax);
  }

  @Override
  public Multi<Followed> follow(Position after) {
    return ledger.follow(after);
  }

  @Override
  public Uni<Position> head() {
    return ledger.head().invoke(metrics::saw);
  }
}
