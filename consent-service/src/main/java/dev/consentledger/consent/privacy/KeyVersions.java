package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Under which versions of the key-encryption key the stored data keys are wrapped. */
@Singleton
class KeyVersions {
  /** Hops from one version to the next in the index, however many subjects there are. */
  private static final String IN_USE =
      """
      WITH RECURSIVE used AS (
        (SELECT key_version FROM subject ORDER BY key_version LIMIT 1)
        UNION ALL
        SELECT (SELECT key_version FROM subject WHERE key_version > used.key_version
                ORDER BY key_version LIMIT 1)
        FROM used WHERE used.key_version IS NOT NULL)
      SELECT key_version FROM used WHERE key_version IS NOT NULL
      """;

  private static final String LEFT = "SELECT count(*) FROM subject WHERE key_version = $1";

  /**
   * Rows that another instance is wrapping just now are left to it, and those of people who are
   * being erased to their erasure.
   */
  private static final String NEXT =
      """
      SELECT subject, wrapped_key FROM subject
      WHERE key_version = $1 AND subject > $2
        AND NOT EXISTS (SELECT FROM erasure WHERE erasure.subject = subject.subject)
      ORDER BY subject LIMIT $3 FOR UPDATE OF subject SKIP LOCKED
      """;

  private static final String REWRAP =
      """
      UPDATE subject SET key_version = $3, wrapped_key = $4
      WHERE subject = $1 AND key_version = $2
      """;

  private final Pool pool;

  KeyVersions(Pool pool) {
    this.pool = pool;
  }

  /** One subject's stored wrap. */
  record Stored(SubjectId subject, WrappedKey wrapped) {}

  /** Another wrap of the same data key. */
  record Rewrapped(SubjectId subject, int from, WrappedKey to) {}

  Uni<List<Integer>> inUse() {
    return pool.preparedQuery(IN_USE)
        .execute()
        .map(rows -> {
          var versions = new ArrayList<Integer>();
          rows.forEach(row -> versions.add(row.getInteger(0)));
          return List.copyOf(versions);
        });
  }

  /** How many subjects' keys are under the version. */
  Uni<Long> subjects(int version) {
    return pool.preparedQuery(LEFT)
        .execute(Tuple.of(version))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** The next ones in order, locked until the transaction ends. */
  Uni<List<Stored>> next(SqlConnection connection, int version, UUID after, int rowsMax) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(version, after, rowsMax))
        .map(rows -> {
          var found = new ArrayList<Stored>();
          for (Row row : rows) {
            found.add(
                new Stored(
                    new SubjectId(row.getUUID("subject")),
                    new WrappedKey(version, row.getBuffer("wrapped_key").getBytes())));
          }
          return found;
        });
  }

  Uni<Void> store(SqlConnection connection, List<Rewrapped> rewrapped) {
    return rewrapped.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(REWRAP)
            .executeBatch(
                rewrapped.stream()
                    .map(each ->
                        Tuple.of(
                            each.subject().value(),
                            each.from(),
                            each.to().version(),
                            Buffer.buffer(each.to().bytes())))
                    .toList())
            .replaceWithVoid();
  }

  Pool pool() {
    return pool;
  }
}
