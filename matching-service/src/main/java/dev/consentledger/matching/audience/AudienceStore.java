package dev.consentledger.matching.audience;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of audiences. */
@ApplicationScoped
class AudienceStore {
  private static final String SELECT =
      """
      select audience, name, position, deleting, deleted_position,
        exists (select from run where run.audience = audience.audience and state = 'ready')
          as any_ready,
        exists (select from run where run.audience = audience.audience
          and state not in ('ready', 'failed')) as any_unfinished
      from audience
      """;

  private final Pool pool;

  AudienceStore(Pool pool) {
    this.pool = pool;
  }

  /** A stored audience; {@code position} is null until its creation is recorded. */
  record Stored(
      AudienceId id,
      String name,
      @Nullable Position position,
      boolean deleting,
      @Nullable Position deletedAt,
      boolean anyReady,
      boolean anyUnfinished) {

    boolean isReadable() {
      return position != null && !deleting;
    }
  }

  /** False where the advertiser's key is taken. */
  Uni<Boolean> insert(
      AudienceId id, AdvertiserId advertiser, String name, @Nullable String idempotencyKey) {
    return pool.preparedQuery(
            """
            insert into audience (audience, advertiser, name, idempotency_key)
            values ($1, $2, $3, $4) on conflict (advertiser, idempotency_key) do nothing
            """)
        .execute(Tuple.of(id.value(), advertiser.value(), name, idempotencyKey))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Optional<Stored>> byKey(AdvertiserId advertiser, String idempotencyKey) {
    return one(
        "where advertiser = $1 and idempotency_key = $2",
        Tuple.of(advertiser.value(), idempotencyKey));
  }

  Uni<Optional<Stored>> find(AudienceId id, AdvertiserId advertiser) {
    return one("where audience = $1 and advertiser = $2", Tuple.of(id.value(), advertiser.value()));
  }

  Uni<Void> created(AudienceId id, Position at) {
    return pool.preparedQuery(
            "update audience set position = $2 where audience = $1 and position is null")
        .execute(Tuple.of(id.value(), at.value()))
        .replaceWithVoid();
  }

  /** From here on nobody reads the audience. */
  Uni<Void> beginDeletion(AudienceId id) {
    return pool.preparedQuery("update audience set deleting = true where audience = $1")
        .execute(Tuple.of(id.value()))
        .replaceWithVoid();
  }

  /** Deletes runs, bitmaps and blocks, and remembers where the ledger has the deletion. */
  Uni<Void> deleted(AudienceId id, Position at) {
    return pool.withTransaction(connection ->
        connection
            .preparedQuery("delete from run where audience = $1")
            .execute(Tuple.of(id.value()))
            .chain(() ->
                connection
                    .preparedQuery(
                        """
                        update audience set deleted_position = $2, name = ''
                        where audience = $1 and deleted_position is null
                        """)
                    .execute(Tuple.of(id.value(), at.value())))
            .replaceWithVoid());
  }

  Uni<List<AudienceId>> unfinishedDeletions() {
    return pool.query("select audience from audience where deleting and deleted_position is null")
        .execute()
        .map(rows -> {
          List<AudienceId> ids = new ArrayList<>();
          rows.forEach(row -> ids.add(new AudienceId(row.getUUID(0))));
          return ids;
        });
  }

  private Uni<Optional<Stored>> one(String where, Tuple values) {
    return pool.preparedQuery(SELECT + where).execute(values).map(AudienceStore::first);
  }

  private static Optional<Stored> first(RowSet<Row> rows) {
    for (Row row : rows) {
      return Optional.of(
          new Stored(
              new AudienceId(row.getUUID("audience")),
              row.getString("name"),
              position(row.getLong("position")),
              row.getBoolean("deleting"),
              position(row.getLong("deleted_position")),
              row.getBoolean("any_ready"),
              row.getBoolean("any_unfinished")));
    }
    return Optional.empty();
  }

  private static @Nullable Position position(@Nullable Long value) {
    return value == null ? null : new Position(value);
  }
}
