package dev.consentledger.consent.ledger.moved;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.moved.MovedPositions.Moved;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What must happen before a store that is not PostgreSQL is used as the ledger. Blocks. */
public final class LedgerMove {
  private static final Logger LOG = Logger.getLogger(LedgerMove.class);

  private final Pool pool;
  private final MovedPositions positions;

  public LedgerMove(Pool pool) {
    this.pool = pool;
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
    run("INSERT INTO ledger_moved (only_row) VALUES (true) ON CONFLICT DO NOTHING", Tuple.tuple());
    LedgerImport.Compared moved = new LedgerImport(from, to, positions, LOG::info).run();
    run(
        "UPDATE ledger_moved SET entries = $1, root = $2",
        Tuple.of(moved.entries(), Buffer.buffer(HexFormat.of().parseHex(moved.root()))));
    LOG.infof(
        "The ledger has moved: %d entries, and both stores lead to the root %s",
        moved.entries(), moved.root());
  }

  private boolean isDone() {
    return run("SELECT FROM ledger_moved WHERE entries IS NOT NULL", Tuple.tuple()).size() == 1;
  }

  private long oldEntries() {
    return run("SELECT position FROM ledger_head", Tuple.tuple()).iterator().next().getLong(0);
  }

  private RowSet<Row> run(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).await().indefinitely();
  }
}
