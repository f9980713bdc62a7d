package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;

/** Reads the ledger page by page on a replay's own thread, within the limit for all replays. */
@Singleton
final class LedgerPages {
  private final EventLedger ledger;
  private final ReadLimit limit;
  private final OwnThread own;
  private final int pageEntries;
  private final MeterRegistry meters;

  LedgerPages(EventLedger ledger, ReadLimit limit, AuditSettings settings, MeterRegistry meters) {
    this.ledger = ledger;
    this.limit = limit;
    this.own = new OwnThread(settings.readLimit());
    this.pageEntries = settings.pageEntries();
    this.meters = meters;
  }

  /** Takes one page; {@code first} is its first entry's index in the Merkle tree. */
  @FunctionalInterface
  interface PageVisitor {
    void page(long first, List<StoredEntry> page) throws IOException;
  }

  /** Takes one entry with its index in the Merkle tree. */
  @FunctionalInterface
  interface EntryVisitor {
    void entry(long index, StoredEntry entry) throws IOException;
  }

  /**
   * Reads every entry up to and with a position, in order, and answers how many there are.
   *
   * @param expected about how many there are, for the progress alone
   */
  long pages(Position last, long expected, Watch.Stage stage, PageVisitor visitor)
      throws IOException {
    Position after = Position.START;
    long index = 0;
    while (true) {
      limit.take(pageEntries);
      List<StoredEntry> page = page(after, last);
      visitor.page(index, page);
      index += page.size();
      stage.at(index, expected);
      meters.counter(AuditMetrics.ENTRIES).increment(page.size());
      if (page.size() < pageEntries) {
        return index;
      }
      after = page.getLast().position();
    }
  }

  long entries(Position last, long expected, Watch.Stage stage, EntryVisitor visitor)
      throws IOException {
    return pages(
        last,
        expected,
        stage,
        (first, page) -> {
          for (int i = 0; i < page.size(); i++) {
            visitor.entry(first + i, page.get(i));
          }
        });
  }

  private List<StoredEntry> page(Position after, Position last) {
    return own.get(ledger.page(after, last, pageEntries));
  }
}
