package dev.consentledger.matching.intake;

import dev.consentledger.kernel.event.RunId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The stored blocks of every run. */
@ApplicationScoped
public class BlockStore {
  private final Pool pool;

  BlockStore(Pool pool) {
    this.pool = pool;
  }

  /** The run takes no more blocks: it failed meanwhile, or its audience was deleted. */
  public static final class RunClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunClosed() {
      super("the run takes no more blocks");
    }
  }

  /** Stores a block and counts its rows in one transaction, while the run is this upload's. */
  Uni<Void> append(RunId run, UUID claim, Block block) {
    return pool.preparedQuery(
            """
            with receiving as (
              update run set rows_received = rows_received + $3, rows_accepted = rows_accepted + $4
              where run = $1 and state = 'receiving' and claim = $6 returning run)
            insert into list_block (run, number, rows, content)
            select run, $2, $4, $5 from receiving
            """)
        .execute(
            Tuple.from(
                new Object[] {
                  run.value(),
                  block.number(),
                  (int) block.counts().received(),
                  (int) block.counts().accepted(),
                  block.content(),
                  claim
                }))
        .invoke(rows -> {
          if (rows.rowCount() != 1) {
            throw new RunClosed();
          }
        })
        .replaceWithVoid();
  }

  /** One block's bytes; empty where the run is gone. */
  public Uni<Optional<byte[]>> content(RunId run, int number) {
    return pool.preparedQuery("select content from list_block where run = $1 and number = $2")
        .execute(Tuple.of(run.value(), number))
        .map(rows -> {
          for (Row row : rows) {
            Buffer content = row.getBuffer(0);
            return Optional.of(content.getBytes());
          }
          return Optional.empty();
        });
  }
}
