package dev.consentledger.consent.ledger.moved;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.moved.MovedPositions.Moved;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** What must happen before a store that is not PostgreSQL is used as the ledger. Blocks. */
public final class LedgerMove {
  private static final Logger LOG = Logger.getLogger(LedgerMove.class);

  private final Pool pool;
  private final Supplier<DataSource> owner;
  private final MovedPositions positions;

  /**
   * @param owner connects with the role that migrates; asked for where the ledger is moved
   */
  public LedgerMove(Pool pool, Supplier<DataSource> owner) {
    this.pool = pool;
    this.owner = owner;
    this.positions = new MovedPositions(pool);
  }

  /**
   * The ledger in the store, with the positions of the entries that moved there. Moves them first
   * where that is wanted and not done: then the old ledger takes no entries any more. Throws {@link
   * IllegalStateException}, with a sentence for the operator, where the store can't be the ledger.
   *
   * @param from the ledger in PostgreSQL, where it is to be moved
   */
  public EventLedger open(EventLedger store, Optional<EventLedger> from) {
    if (!isDone()) {
      if (from.isPresent()) {
        move(from.get(), store);
      } else if (oldEntries() > 0) {
        throw new IllegalStateException(
            "the ledger in PostgreSQL holds entries that did not move to this store: set"
                + " consentledger.ledger.import-from=postgres for one start");
      }
    }
    Optional<Moved> last = positions.last().await().indefinitely();
    return last.<EventLedger>map(moved -> new MovedLedger(store, positions, moved)).orElse(store);
  }

  private void move(EventLedger from, EventLedger to) {
    LOG.info("Moving the ledger: PostgreSQL's takes no entries from now on");
    var record = new MoveRecord(owner.get());
    record.seal();
    LedgerImport.Compared moved = new LedgerImport(from, to, positions, record, LOG::info).run();
    record.done(moved);
    LOG.infof(
        "The ledger has moved: %d entries, and both stores lead to the root %s",
        moved.entries(), moved.root());
  }

  private boolean isDone() {
    return run("SELECT FROM ledger_moved WHERE entries IS NOT NULL").size() == 1;
  }

  private long oldEntries() {
    return run("SELECT position FROM ledger_head").iterator().next().getLong(0);
  }

  private RowSet<Row> run(String sql) {
    return pool.query(sql).execute().await().indefinitely();
  }
}
