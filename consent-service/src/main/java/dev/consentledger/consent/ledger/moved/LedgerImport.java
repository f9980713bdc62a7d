package dev.consentledger.consent.ledger.moved;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.ledger.moved.MovedPositions.Moved;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.RootBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves every entry of a ledger that nobody writes any more into another store, in order, with its
 * stream, revision, id and bytes; remembers its position; and compares both at the end. What was
 * moved before an end of the process is not moved again. Blocks: for a command alone.
 */
public final class LedgerImport {
  private static final int REPORT_ENTRIES = 10_000;

  private final EventLedger from;
  private final EventLedger to;
  private final MovedPositions positions;
  private final MoveRecord record;
  private final Consumer<String> say;

  public LedgerImport(
      EventLedger from,
      EventLedger to,
      MovedPositions positions,
      MoveRecord record,
      Consumer<String> say) {
    this.from = from;
    this.to = to;
    this.positions = positions;
    this.record = record;
    this.say = say;
  }

  /** How many entries both ledgers hold, and the root over them, hex. */
  public record Compared(long entries, String root) {}

  /** Throws {@link IllegalStateException} where the other store holds anything else. */
  public Compared run() {
    Optional<Moved> last = positions.last().await().indefinitely();
    refuseForeign(last);
    last.ifPresent(moved -> say.accept("Going on after position " + moved.position() + "."));
    move(last.map(Moved::position).orElse(Position.START));
    return compare();
  }

  /** Beyond the last position that was saved, there may be what a killed import had appended. */
  private void refuseForeign(Optional<Moved> last) {
    Position inStore = last.map(Moved::inStore).orElse(Position.START);
    if (inStore.isAfter(to.head().await().indefinitely())) {
      throw new IllegalStateException(
          "the other store ends before what was moved there: is it another one?");
    }
    Iterator<StoredEntry> source = entries(from, last.map(Moved::position).orElse(Position.START));
    for (Iterator<StoredEntry> there = entries(to, inStore); there.hasNext(); ) {
      StoredEntry entry = there.next();
      if (!source.hasNext() || !isSame(source.next(), entry)) {
        throw new IllegalStateException(
            "the other store holds an entry of its own, at position "
                + entry.position()
                + ": an import needs a store without any. Nothing was changed.");
      }
    }
  }

  private void move(Position after) {
    var run = new ArrayList<StoredEntry>();
    long moved = 0;
    for (Iterator<StoredEntry> source = entries(from, after); source.hasNext(); ) {
      StoredEntry entry = source.next();
      if (!run.isEmpty() && !continues(run, entry)) {
        append(run);
        run.clear();
      }
      run.add(entry);
      if (++moved % REPORT_ENTRIES == 0) {
        say.accept("  " + moved + " entries moved, up to position " + entry.position());
      }
    }
    if (!run.isEmpty()) {
      append(run);
    }
    say.accept(moved + " entries were moved.");
  }

  /** Neighbours in one stream go in one append. */
  private static boolean continues(List<StoredEntry> run, StoredEntry next) {
    StoredEntry last = run.getLast();
    return run.size() < Append.ENTRIES_MAX
        && next.stream().equals(last.stream())
        && next.revision() == last.revision() + 1;
  }

  private void append(List<StoredEntry> run) {
    StoredEntry first = run.getFirst();
    Appended done =
        to.append(
                new Append(
                    first.stream(),
                    first.revision() == 0 ? Append.NO_STREAM : first.revision() - 1,
                    run.stream()
                        .map(entry ->
                            new Append.NewEntry(
                                entry.id(), entry.type(), entry.bytes(), entry.traceContext()))
                        .toList()))
            .await()
            .indefinitely();
    var moved = new ArrayList<Moved>(run.size());
    for (int i = 0; i < run.size(); i++) {
      moved.add(new Moved(run.get(i).position(), done.positions().get(i)));
    }
    record.add(moved);
  }

  private Compared compare() {
    say.accept("Comparing every entry of both ...");
    Optional<Moved> last = positions.last().await().indefinitely();
    EventLedger moved = last.isEmpty() ? to : new MovedLedger(to, positions, last.get());
    var oldRoot = new RootBuilder();
    var newRoot = new RootBuilder();
    Iterator<StoredEntry> there = entries(moved, Position.START);
    for (Iterator<StoredEntry> source = entries(from, Position.START); source.hasNext(); ) {
      StoredEntry old = source.next();
      StoredEntry copy = there.hasNext() ? there.next() : null;
      if (copy == null || !isSame(old, copy) || !old.position().equals(copy.position())) {
        throw new IllegalStateException(
            "the entry at position " + old.position() + " is another one in the other store");
      }
      oldRoot.add(old.bytes().array());
      newRoot.add(copy.bytes().array());
    }
    if (there.hasNext()) {
      throw new IllegalStateException("the other store holds more than was moved");
    }
    if (!oldRoot.root().equals(newRoot.root())) {
      throw new IllegalStateException("the roots differ");
    }
    return new Compared(newRoot.size(), newRoot.root().hex());
  }

  private static boolean isSame(StoredEntry one, StoredEntry other) {
    return one.stream().equals(other.stream())
        && one.revision() == other.revision()
        && one.id().equals(other.id())
        && one.type().equals(other.type())
        && one.bytes().equals(other.bytes());
  }

  private static Iterator<StoredEntry> entries(EventLedger ledger, Position after) {
    return ledger.readAll(after).subscribe().asIterable().iterator();
  }
}
