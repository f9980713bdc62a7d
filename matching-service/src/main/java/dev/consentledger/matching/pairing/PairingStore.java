package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /**
   * A block of pairings.
   *
   * @param subjects their {@link SubjectFilter}
   */
  record PairingBlock(Buffer content, Buffer subjects) {
    /** Of so many of these bytes. */
    static List<PairingBlock> of(byte[] leaves, int size) {
      List<PairingBlock> blocks = new ArrayList<>();
      for (int from = 0; from < size; from += BLOCK_BYTES_MAX) {
        byte[] content = Arrays.copyOfRange(leaves, from, Math.min(size, from + BLOCK_BYTES_MAX));
        blocks.add(
            new PairingBlock(Buffer.buffer(content), Buffer.buffer(SubjectFilter.of(content))));
      }
      return blocks;
    }
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

  /** Takes one attempt's leaves in their order. Called by one caller at a time. */
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

    /**
     * Makes this the run's one attempt, which pairs at that position. Fails with {@link
     * ErasedSince} where an erasure after the position was told: the lock on the cursor lets no
     * erasure come between the look at it and the row that {@link PairingErasure} waits for.
     */
    Uni<Void> begin(Position at) {
      return pool.preparedQuery(
              """
              with cursor as (select erased_position from projection_cursor where id = 1 for share)
              update run set attempt = $2, attempt_position = $3
              where run = $1 and state = 'pairing'
                and coalesce((select erased_position from cursor), 0) <= $3
              """)
          .execute(Tuple.of(run.value(), id, at.value()))
          .chain(rows -> rows.rowCount() == 1 ? Uni.createFrom().voidItem() : whyNot(at));
    }

    private Uni<Void> whyNot(Position at) {
      return pool.preparedQuery(
              "select erased_position from projection_cursor where erased_position > $1")
          .execute(Tuple.of(at.value()))
          .map(rows -> {
            if (rows.rowCount() == 0) {
              throw new RunGone();
            }
            throw new ErasedSince(new Position(rows.iterator().next().getLong(0)));
          });
    }

    /**
     * The next blocks; their numbers are given out by this call, so several may be on their way.
     */
    Uni<Void> append(List<PairingBlock> made) {
      int first = blocks;
      blocks += made.size();
      return Multi.createFrom()
          .range(0, made.size())
          .onItem()
          .transformToUniAndConcatenate(i -> insert(first + i, made.get(i)))
          .collect()
          .last()
          .replaceWithVoid();
    }

    /** While the run is at this attempt: another hand may have taken it up. */
    private Uni<Void> insert(int number, PairingBlock block) {
      return pool.preparedQuery(
              """
              insert into pairing_block (attempt, number, run, content, subjects)
              select $1, $2, $3, $4, $5 from run
              where run = $3 and attempt = $1 and state = 'pairing' for share
              """)
          .execute(Tuple.of(id, number, run.value(), block.content(), block.subjects()))
          .invoke(rows -> {
            if (rows.rowCount() != 1) {
              throw new RunGone();
            }
          })
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
