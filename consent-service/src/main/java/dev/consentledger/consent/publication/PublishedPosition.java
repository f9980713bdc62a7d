package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;

/** Up to where the topic tells everything, as the leader has saved it: on any instance. */
@Singleton
public final class PublishedPosition {
  private final Pool pool;

  PublishedPosition(Pool pool) {
    this.pool = pool;
  }

  public Uni<Position> read() {
    return pool.preparedQuery("SELECT position FROM publication_cursor")
        .execute()
        .map(rows -> new Position(rows.iterator().next().getLong(0)));
  }
}
