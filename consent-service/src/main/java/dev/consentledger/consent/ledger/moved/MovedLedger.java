package dev.consentledger.consent.ledger.moved;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.ledger.moved.MovedPositions.Moved;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;

/**
 * A ledger whose first entries came from another store. They keep the positions that entries,
 * proofs and pairings name them by; what was appended since has the store's own, which are higher:
 * the store counts at least one for each entry that moved.
 */
public final class MovedLedger implements EventLedger {
  private static final int PAGE_ENTRIES = 256;

  private final EventLedger store;
  private final MovedPositions positions;
  private final Moved last;

  /**
   * @param last the last entry that moved
   */
  public MovedLedger(EventLedger store, MovedPositions positions, Moved last) {
    if (last.position().isAfter(last.inStore())) {
      throw new IllegalArgumentException(
          "the store's positions would fall below those of the entries that moved");
    }
    this.store = store;
    this.positions = positions;
    this.last = last;
  }

  @Override
  public Uni<Appended> append(Append append) {
    return store
        .append(append)
        .chain(done ->
            hasMoved(done.positions().getFirst())
                ? translated(done.positions())
                    .map(known ->
                        new Appended(
                            done.positions().stream().map(each -> known(known, each)).toList(),
                            done.lastRevision()))
                : Uni.createFrom().item(done));
  }

  @Override
  public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
    return translated(store.readStream(stream, fromRevision));
  }

  @Override
  public Multi<StoredEntry> readAll(Position after) {
    return inStore(after).onItem().transformToMulti(from -> translated(store.readAll(from)));
  }

  /** What moved is read first, page by page: it can't grow. */
  @Override
  public Multi<Followed> follow(Position after) {
    if (after.isAtLeast(last.position())) {
      return inStore(after).onItem().transformToMulti(this::followStore);
    }
    Multi<Followed> moved =
        readAll(after)
            .select()
            .first(entry -> !entry.position().isAfter(last.position()))
            .map(Followed.Told::new);
    return Multi.createBy().concatenating().streams(moved, followStore(last.inStore()));
  }

  private Multi<Followed> followStore(Position after) {
    return store
        .follow(after)
        .map(each ->
            each instanceof Followed.CaughtUp(var position) && position.equals(last.inStore())
                ? new Followed.CaughtUp(last.position())
                : each);
  }

  @Override
  public Uni<Position> head() {
    return store
        .head()
        .map(head -> {
          if (last.inStore().isAfter(head)) {
            throw new LedgerUnavailable("the store ends before the last entry that moved there");
          }
          return head.equals(last.inStore()) ? last.position() : head;
        });
  }

  private boolean hasMoved(Position inStore) {
    return !inStore.isAfter(last.inStore());
  }

  private Uni<Position> inStore(Position position) {
    if (position.equals(Position.START) || position.isAfter(last.inStore())) {
      return Uni.createFrom().item(position);
    }
    return position.isAtLeast(last.position())
        ? Uni.createFrom().item(last.inStore())
        : positions.atOrBefore(position);
  }

  private Multi<StoredEntry> translated(Multi<StoredEntry> entries) {
    return entries
        .group()
        .intoLists()
        .of(PAGE_ENTRIES)
        .onItem()
        .transformToUniAndConcatenate(this::translatedPage)
        .onItem()
        .disjoint();
  }

  private Uni<List<StoredEntry>> translatedPage(List<StoredEntry> page) {
    return hasMoved(page.getFirst().position())
        ? translated(page.stream().map(StoredEntry::position).toList())
            .map(known ->
                page.stream()
                    .map(entry ->
                        new StoredEntry(
                            known(known, entry.position()),
                            entry.stream(),
                            entry.revision(),
                            entry.id(),
                            entry.type(),
                            entry.bytes(),
                            entry.storedAt(),
                            entry.traceContext()))
                    .toList())
        : Uni.createFrom().item(page);
  }

  private Uni<Map<Position, Position>> translated(List<Position> inStore) {
    return positions.ofStore(inStore.stream().filter(this::hasMoved).toList());
  }

  private Position known(Map<Position, Position> known, Position inStore) {
    if (!hasMoved(inStore)) {
      return inStore;
    }
    Position position = known.get(inStore);
    if (position == null) {
      throw new LedgerUnavailable(
          "the store holds an entry at " + inStore + " that did not move there with the others");
    }
    return position;
  }
}
