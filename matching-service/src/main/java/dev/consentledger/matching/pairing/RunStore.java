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
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

  private static final Duration RELEASED = Duration.ofSeconds(1);

  private final Pool pool;
  private final Duration claimLasts;
  private final RunMetrics metrics;

  RunStore(Pool pool, PairingConfig config, RunMetrics metrics) {
    this.pool = pool;
    this.metrics = metrics;
    this.claimLasts = config.claim();
  }

  /** Begins a run; false where the audience is not the advertiser's, or the key is taken. */
  Uni<Boolean> begin(
      RunId run,
      UUID claim,
      AudienceId audience,
      AdvertiserId advertiser,
      @Nullable String key,
      int secret) {
    return changed(
        """
        insert into run (run, audience, idempotency_key, state, match_secret_version, claim,
          claimed_until)
        select $1, audience, $4, 'receiving', $5, $6, clock_timestamp() + make_interval(secs => $7)
        from audience
        where audience = $2 and advertiser = $3 and position is not null and not deleting
        on conflict (audience, idempotency_key) do nothing
        """,
        run.value(),
        audience.value(),
        advertiser.value(),
        key,
        secret,
        claim,
        seconds(claimLasts));
  }

  /**
   * Begins a run again whose list was never wholly stored; false where another upload of it is on
   * its way, here or at another instance.
   */
  Uni<Boolean> beginAgain(RunId run, UUID claim, int secret) {
    return changed(
        """
        with again as (
          update run set state = 'receiving', failure = null, match_secret_version = $3,
            blocks = 0, rows_received = 0, rows_accepted = 0, rejected = '{}',
            first_rejected = '[]', created_at = now(), ended_at = null, list = 'kept', claim = $2,
            claimed_until = clock_timestamp() + make_interval(secs => $4)
          where run = $1 and (state = 'failed'
            or (state = 'receiving' and claimed_until < clock_timestamp()))
          returning run),
        gone as (delete from list_block using again where list_block.run = again.run)
        select run from again
        """,
        run.value(),
        claim,
        secret,
        seconds(claimLasts));
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

  Uni<Boolean> stored(RunId run, UUID claim, StoredList list) {
    return changed(
        """
        update run set state = 'waiting', blocks = $2, rejected = $3, first_rejected = $4
        where run = $1 and state = 'receiving' and claim = $5
        """,
        run.value(),
        list.blocks(),
        CountsJson.rejected(list.counts()),
        CountsJson.firstRejected(list.counts()),
        claim);
  }

  Uni<Boolean> move(RunId run, RunState from, RunState to) {
    return changed(
        "update run set state = $3 where run = $1 and state = $2",
        run.value(),
        from.code(),
        to.code());
  }

  /**
   * Fails a run whose claim is still this one. A run whose list can never be paired loses its
   * blocks; the others keep them.
   */
  Uni<Boolean> fail(RunId run, UUID claim, RunFailure reason) {
    String states =
        reason.isBeforeStored()
            ? "('receiving')"
            : "('receiving', 'waiting', 'pairing', 'recording')";
    String forgets =
        reason.allowsAnotherUpload()
            ? ", gone as (delete from list_block using failed where list_block.run = failed.run)"
            : "";
    return changed(
            """
            with failed as (
              update run set state = 'failed', failure = $3, ended_at = clock_timestamp()
              where run = $1 and claim = $2 and state in %s returning run)
              %s
            select run from failed
            """
                .formatted(states, forgets),
            run.value(),
            claim,
            reason.code())
        .invoke(changed -> {
          if (changed) {
            metrics.failed(reason);
          }
        });
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
          where run = $1 and state = 'pairing' and attempt = $7 returning run, audience),
        others as (
          delete from pairing_block using saved
          where pairing_block.run = saved.run and attempt <> $7)
        insert into pairing_record (run, attempt, pairings, audience)
        select run, $7, $5, audience from saved
        on conflict (run) do update set attempt = excluded.attempt, pairings = excluded.pairings,
          stored_at = now()
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
            with recorded as (
              update run set state = 'ready', recorded_position = $2, ended_at = clock_timestamp()
              where run = $1 and state = 'recording' returning run),
            kept as (
              update pairing_record record set recorded_position = $2
              from recorded where record.run = recorded.run)
            select run from recorded
            """,
            run.value(),
            at.value())
        .invoke(changed -> {
          if (changed) {
            metrics.ready();
          }
        });
  }

  /** Fails the uploads whose claim is over, and removes their blocks. */
  Uni<Integer> failBrokenOff() {
    return pool.preparedQuery(
            """
            with broken as (
              update run
              set state = 'failed', failure = 'upload_interrupted', ended_at = clock_timestamp()
              where state = 'receiving' and claimed_until < clock_timestamp() returning run),
            gone as (delete from list_block using broken where list_block.run = broken.run)
            select run from broken
            """)
        .execute()
        .map(RowSet::rowCount);
  }

  /** Takes up the oldest run that goes on and whose claim is over, for this claim. */
  Uni<Optional<RunId>> takeUp(UUID claim) {
    return pool.preparedQuery(
            """
            update run set claim = $1, claimed_until = clock_timestamp() + make_interval(secs => $2)
            where run = (
              select run from run where state in ('waiting', 'pairing', 'recording')
                and claimed_until < clock_timestamp()
              order by created_at limit 1 for update skip locked)
            returning run
            """)
        .execute(Tuple.of(claim, seconds(claimLasts)))
        .map(rows -> {
          for (Row row : rows) {
            return Optional.of(new RunId(row.getUUID(0)));
          }
          return Optional.empty();
        });
  }

  /** Renews claims that are still held. */
  Uni<Void> renew(Set<UUID> claims) {
    return claimed(claims, "clock_timestamp() + make_interval(secs => $2)", claimLasts);
  }

  /** Gives claims up: others may take the runs at once. */
  Uni<Void> release(Set<UUID> claims) {
    return claimed(claims, "clock_timestamp() - make_interval(secs => $2)", RELEASED);
  }

  private Uni<Void> claimed(Set<UUID> claims, String until, Duration by) {
    return pool.preparedQuery(
            "update run set claimed_until = "
                + until
                + " where claim = any($1) and state not in ('ready', 'failed')")
        .execute(Tuple.of(claims.toArray(UUID[]::new), seconds(by)))
        .replaceWithVoid();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
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
