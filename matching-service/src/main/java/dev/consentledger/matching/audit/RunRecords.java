package dev.consentledger.matching.audit;

import dev.consentledger.kernel.event.RunId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads stored runs, block by block, so that neither a list nor its pairings stand in memory. */
@ApplicationScoped
class RunRecords {
  private final Pool pool;

  RunRecords(Pool pool) {
    this.pool = pool;
  }

  /** Empty where the run is unknown, or was deleted with its audience. */
  Uni<Optional<RunRecord>> find(RunId run) {
    return pool.preparedQuery(
            """
            select run.run, run.audience, audience.advertiser, run.state, run.pair_position,
              run.result_root, run.list_digest, run.match_secret_version, run.rows_received,
              run.rows_accepted, run.pairings
            from run join audience on audience.audience = run.audience where run.run = $1
            """)
        .execute(Tuple.of(run.value()))
        .map(rows -> first(rows).map(RunRecords::record));
  }

  /**
   * The list's blocks in order, each behind its length in four bytes, big-endian; empty where the
   * run has no whole list (any more).
   */
  Uni<Optional<Multi<Buffer>>> list(RunId run) {
    return pool.preparedQuery(
            """
            select blocks from run
            where run = $1 and state in ('waiting', 'pairing', 'recording', 'ready')
              and list = 'kept'
            """)
        .execute(Tuple.of(run.value()))
        .map(rows ->
            first(rows)
                .map(row ->
                    blocks(
                        row.getInteger(0),
                        number ->
                            block(
                                    "select content from list_block where run = $1 and number = $2",
                                    run.value(),
                                    number)
                                .map(RunRecords::behindItsLength))));
  }

  /** The run's pairings, 48 bytes each, in order; empty where it has no result. */
  Uni<Optional<Multi<Buffer>>> pairings(RunId run) {
    return pool.preparedQuery(
            """
            select attempt, (select count(*) from pairing_block block
              where block.attempt = record.attempt)::integer
            from pairing_record record where run = $1 and not leaving
            """)
        .execute(Tuple.of(run.value()))
        .map(rows ->
            first(rows)
                .map(row -> {
                  UUID attempt = row.getUUID(0);
                  return blocks(
                      row.getInteger(1),
                      number ->
                          block(
                              "select content from pairing_block"
                                  + " where attempt = $1 and number = $2",
                              attempt,
                              number));
                }));
  }

  /** A block is read when the client has taken the one before. */
  private static Multi<Buffer> blocks(int count, IntFunction<Uni<Buffer>> block) {
    return Multi.createFrom().range(0, count).onItem().transformToUniAndConcatenate(block::apply);
  }

  /** Fails where the block went away meanwhile: the answer then breaks off. */
  private Uni<Buffer> block(String sql, UUID of, int number) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(of, number))
        .map(rows ->
            first(rows)
                .map(row -> row.getBuffer(0).getDelegate())
                .orElseThrow(() -> new IllegalStateException("the block is gone")));
  }

  private static Buffer behindItsLength(Buffer block) {
    return Buffer.buffer(Integer.BYTES + block.length())
        .appendInt(block.length())
        .appendBuffer(block);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    for (Row row : rows) {
      return Optional.of(row);
    }
    return Optional.empty();
  }

  private static RunRecord record(Row row) {
    return new RunRecord(
        row.getUUID("run"),
        row.getUUID("audience"),
        row.getString("advertiser"),
        row.getString("state"),
        row.getLong("pair_position"),
        hex(row, "result_root"),
        hex(row, "list_digest"),
        row.getInteger("match_secret_version"),
        new RunRecord.Counts(
            row.getLong("rows_received"), row.getLong("rows_accepted"), row.getLong("pairings")));
  }

  private static @Nullable String hex(Row row, String column) {
    var bytes = row.getBuffer(column);
    return bytes == null ? null : HexFormat.of().formatHex(bytes.getBytes());
  }
}
