package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.RunId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.UUID;

/**
 * The stored pairings of every run, which outlive their run: an auditor compares them one by one.
 */
@ApplicationScoped
class PairingStore {
  /** Whole leaves: about one MiB a row of the table, and in memory while it is sent. */
  static final int BLOCK_BYTES_MAX = (1 << 20) / Pairing.LEAF_BYTES * Pairing.LEAF_BYTES;

  private final Pool pool;

  PairingStore(Pool pool) {
    this.pool = pool;
  }

  /** A new attempt at pairing this run. Its blocks count when the run's result names it. */
  Attempt attempt(RunId run) {
    return new Attempt(run, UUID.randomUUID());
  }

  /** Removes the blocks of attempts that a stop broke off: their runs pair again from the start. */
  Uni<Void> forgetBrokenOff() {
    return pool.query(
            """
            delete from pairing_block block
            where not exists (select from pairing_record where attempt = block.attempt)
              and not exists (select from run where run = block.run and state = 'pairing')
            """)
        .execute()
        .replaceWithVoid();
  }

  /** Takes one attempt's leaves in their order. Used by one caller at a time. */
  final class Attempt {
    private final RunId run;
    private final UUID id;
    private int blocks;

    private Attempt(RunId run, UUID id) {
      this.run = run;
      this.id = id;
    }

    UUID id() {
      return id;
    }

    Uni<Void> append(byte[] leaves) {
      return Multi.createFrom()
          .range(0, Math.ceilDiv(leaves.length, BLOCK_BYTES_MAX))
          .onItem()
          .transformToUniAndConcatenate(part -> insert(leaves, part * BLOCK_BYTES_MAX))
          .collect()
          .last()
          .replaceWithVoid();
    }

    private Uni<Void> insert(byte[] leaves, int from) {
      int to = Math.min(leaves.length, from + BLOCK_BYTES_MAX);
      return pool.preparedQuery(
              "insert into pairing_block (attempt, number, run, content) values ($1, $2, $3, $4)")
          .execute(
              Tuple.of(
                  id, blocks++, run.value(), Buffer.buffer(Arrays.copyOfRange(leaves, from, to))))
          .replaceWithVoid();
    }

    /** Removes what was stored, unless a result names it. */
    Uni<Void> forget() {
      return pool.preparedQuery(
              """
              delete from pairing_block where attempt = $1
                and not exists (select from pairing_record where attempt = $1)
              """)
          .execute(Tuple.of(id))
          .replaceWithVoid()
          // What stays is removed at the next start.
          .onFailure()
          .recoverWithNull();
    }
  }
}
