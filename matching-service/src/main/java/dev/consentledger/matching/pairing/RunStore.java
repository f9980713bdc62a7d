package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.intake.ListIntake.StoredList;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of runs. A change names the state that it leaves, and answers whether the run was in
 * it: a run whose audience was deleted, or that was failed meanwhile, changes no more.
 */
@ApplicationScoped
class RunStore {
  private static final String SELECT =
      """
      select run.run, run.audience, audience.advertiser, run.state, run.failure,
        run.match_secret_version, run.blocks, run.rows_received, run.rows_accepted, run.rejected,
        run.first_rejected, run.pair_position, run.list_digest, run.result_root, run.pairings
      from run join audience on audience.audience = run.audience
      """;

  private final Pool pool;

  RunStore(Pool pool) {
    this.pool = pool;
  }

  /** Begins a run; false where the audience is not the advertiser's, or the key is taken. */
  Uni<Boolean> begin(
      RunId run, AudienceId audience, AdvertiserId advertiser, @Nullable String key, int secret) {
    return changed(
        """
        insert into run (run, audience, idempotency_key, state, match_secret_version)
        select $1, audience, $4, 'receiving', $5 from audience
        where audience = $2 and advertiser = $3 and position is not null and not deleting
        on conflict (audience, idempotency_key) do nothing
        """,
        run.value(),
        audience.value(),
        advertiser.value(),
        key,
        secret);
  }

  /** Begins a run again whose list was never wholly stored. */
  Uni<Boolean> beginAgain(RunId run, int secret) {
    return changed(
        """
        with gone as (delete from list_block where run = $1)
        update run set state = 'receiving', failure = null, match_secret_version = $2, blocks = 0,
          rows_received = 0, rows_accepted = 0, rejected = '{}', first_rejected = '[]',
          created_at = now()
        where run = $1 and state in ('receiving', 'failed')
        """,
        run.value(),
        secret);
  }

  Uni<Optional<Run>> byKey(AudienceId audience, AdvertiserId advertiser, String key) {
    return one(
        "where run.audience = $1 and audience.advertiser = $2 and run.idempotency_key = $3"
            + " and not audience.deleting",
        audience.value(),
        advertiser.value(),
        key);
  }

  /** The run as its advertiser may see it. */
  Uni<Optional<Run>> find(AudienceId audience, RunId run, AdvertiserId advertiser) {
    return one(
        "where run.audience = $1 and run.run = $2 and audience.advertiser = $3"
            + " and not audience.deleting",
        audience.value(),
        run.value(),
        advertiser.value());
  }

  Uni<Optional<Run>> load(RunId run) {
    return one("where run.run = $1 and not audience.deleting", run.value());
  }

  Uni<Boolean> stored(RunId run, StoredList list) {
    return changed(
        """
        update run set state = 'waiting', blocks = $2, rejected = $3, first_rejected = $4
        where run = $1 and state = 'receiving'
        """,
        run.value(),
        list.blocks(),
        CountsJson.rejected(list.counts()),
        CountsJson.firstRejected(list.counts()));
  }

  Uni<Boolean> move(RunId run, RunState from, RunState to) {
    return changed(
        "update run set state = $3 where run = $1 and state = $2",
        run.value(),
        from.code(),
        to.code());
  }

  /** A run whose list can never be paired loses its blocks; the others keep them. */
  Uni<Boolean> fail(RunId run, RunFailure reason) {
    String states =
        reason.isBeforeStored()
            ? "('receiving')"
            : "('receiving', 'waiting', 'pairing', 'recording')";
    String forgets =
        reason.allowsAnotherUpload()
            ? ", forgotten as (delete from list_block using failed where list_block.run = failed.run)"
            : "";
    return pool.preparedQuery(
            """
            with failed as (
              update run set state = 'failed', failure = $2
              where run = $1 and state in %s returning run)
              %s
            select run from failed
            """
                .formatted(states, forgets))
        .execute(Tuple.of(run.value(), reason.code()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Stores the result, and which attempt's blocks are its pairings. */
  Uni<Boolean> saveResult(RunId run, PairingResult result, PairingStore.Attempt attempt) {
    ByteBuffer bitmap = ByteBuffer.allocate(result.grants().serializedSizeInBytes());
    result.grants().serialize(bitmap);
    return changed(
        """
        with saved as (
          update run set state = 'recording', pair_position = $2, list_digest = $3,
            result_root = $4, pairings = $5, bitmap = $6
          where run = $1 and state = 'pairing' returning run),
        others as (
          delete from pairing_block using saved
          where pairing_block.run = saved.run and attempt <> $7)
        insert into pairing_record (run, attempt, pairings) select run, $7, $5 from saved
        on conflict (run) do update set attempt = excluded.attempt, pairings = excluded.pairings
        """,
        run.value(),
        result.position().value(),
        Buffer.buffer(result.listDigest().bytes()),
        Buffer.buffer(result.resultRoot().bytes()),
        result.pairings(),
        Buffer.buffer(bitmap.array()),
        attempt.id());
  }

  Uni<Boolean> recorded(RunId run, Position at) {
    return changed(
        """
        update run set state = 'ready', recorded_position = $2
        where run = $1 and state = 'recording'
        """,
        run.value(),
        at.value());
  }

  /** Fails every upload that a stop of the service broke off. */
  Uni<Integer> failBrokenOff() {
    return pool.preparedQuery(
            """
            with broken as (
              update run set state = 'failed', failure = 'upload_interrupted'
              where state = 'receiving' returning run)
            delete from list_block using broken where list_block.run = broken.run
            """)
        .execute()
        .map(RowSet::rowCount);
  }

  /** The runs that go on, oldest first. */
  Uni<List<RunId>> unfinished() {
    return pool.query(
            """
            select run from run where state in ('waiting', 'pairing', 'recording')
            order by created_at
            """)
        .execute()
        .map(rows -> {
          List<RunId> runs = new ArrayList<>();
          rows.forEach(row -> runs.add(new RunId(row.getUUID(0))));
          return runs;
        });
  }

  private Uni<Boolean> changed(String sql, @Nullable Object... values) {
    return pool.preparedQuery(sql).execute(Tuple.from(values)).map(rows -> rows.rowCount() == 1);
  }

  private Uni<Optional<Run>> one(String where, Object... values) {
    return pool.preparedQuery(SELECT + where)
        .execute(Tuple.from(values))
        .map(rows -> {
          for (Row row : rows) {
            return Optional.of(run(row));
          }
          return Optional.empty();
        });
  }

  private static Run run(Row row) {
    String failure = row.getString("failure");
    return new Run(
        new RunId(row.getUUID("run")),
        new AudienceId(row.getUUID("audience")),
        new AdvertiserId(row.getString("advertiser")),
        RunState.ofCode(row.getString("state")),
        failure == null ? Optional.empty() : Optional.of(RunFailure.ofCode(failure)),
        row.getInteger("match_secret_version"),
        row.getInteger("blocks"),
        CountsJson.read(
            row.getLong("rows_received"),
            row.getLong("rows_accepted"),
            row.getJsonObject("rejected"),
            row.getJsonArray("first_rejected")),
        result(row));
  }

  private static Optional<Run.Recordable> result(Row row) {
    Long position = row.getLong("pair_position");
    return position == null
        ? Optional.empty()
        : Optional.of(
            new Run.Recordable(
                new Position(position),
                hex(row, "list_digest"),
                hex(row, "result_root"),
                row.getLong("pairings")));
  }

  private static String hex(Row row, String column) {
    return HexFormat.of().formatHex(row.getBuffer(column).getBytes());
  }
}
