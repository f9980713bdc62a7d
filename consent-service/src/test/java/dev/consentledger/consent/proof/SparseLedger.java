package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The same ledger with gaps between positions, as another store numbers them: in runs of 10
 * neighbours, each 90 above the one before. It takes no position that none of its entries has.
 */
record SparseLedger(EventLedger dense) implements EventLedger {
  static Position sparse(Position dense) {
    long value = dense.value();
    return new Position(value == 0 ? 0 : value + (value - 1) / 10 * 90);
  }

  private static Position dense(Position sparse) {
    long value = sparse.value();
    if (value == 0) {
      return Position.START;
    }
    long dense = (value - 1) / 100 * 10 + (value - 1) % 100 + 1;
    if ((value - 1) % 100 >= 10) {
      throw new IllegalArgumentException("no entry has position " + sparse);
    }
    return new Position(dense);
  }

  private static StoredEntry sparse(StoredEntry entry) {
    return new StoredEntry(
        sparse(entry.position()),
        entry.stream(),
        entry.revision(),
        entry.id(),
        entry.type(),
        entry.bytes(),
        entry.storedAt());
  }

  @Override
  public Uni<Appended> append(Append append) {
    return dense
        .append(append)
        .map(done ->
            new Appended(
                done.positions().stream().map(SparseLedger::sparse).toList(), done.lastRevision()));
  }

  @Override
  public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
    return dense.readStream(stream, fromRevision).map(SparseLedger::sparse);
  }

  @Override
  public Multi<StoredEntry> readAll(Position after) {
    return dense.readAll(dense(after)).map(SparseLedger::sparse);
  }

  @Override
  public Multi<Followed> follow(Position after) {
    return dense
        .follow(dense(after))
        .map(each ->
            switch (each) {
              case Followed.Told(var entry) -> new Followed.Told(sparse(entry));
              case Followed.CaughtUp(var position) -> new Followed.CaughtUp(sparse(position));
            });
  }

  @Override
  public Uni<Position> head() {
    return dense.head().map(SparseLedger::sparse);
  }
}
