package dev.consentledger.consent.publication;

import dev.consentledger.consent.publication.GrantExpiry.Change;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.Purpose;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of open grants that end by themselves. */
@Singleton
final class GrantExpiries {
  static final int PAGE_ROWS_MAX = 500;

  private final Pool pool;

  GrantExpiries(Pool pool) {
    this.pool = pool;
  }

  /** The grants whose time is over, the oldest first, a page at a time. */
  Uni<List<GrantExpiry>> due(Instant now, Optional<GrantExpiry> after) {
    return pool.preparedQuery(
            """
            SELECT subject, contact_point, purpose, grant_position, expires_at FROM grant_expiry
            WHERE expires_at <= $1
              AND ($2::timestamptz IS NULL
                OR (expires_at, subject, contact_point, purpose) > ($2, $3, $4, $5))
            ORDER BY expires_at, subject, contact_point, purpose LIMIT $6
            """)
        .execute(
            Tuple.from(
                new Object[] {
                  now.atOffset(ZoneOffset.UTC),
                  after.map(each -> each.expiresAt().atOffset(ZoneOffset.UTC)).orElse(null),
                  after.map(each -> each.key().subject().value()).orElse(null),
                  after.map(each -> each.key().contactPoint().value()).orElse(null),
                  after.map(each -> each.key().purpose().code()).orElse(null),
                  PAGE_ROWS_MAX
                }))
        .map(rows -> {
          var due = new ArrayList<GrantExpiry>();
          rows.forEach(row -> due.add(expiry(row)));
          return due;
        });
  }

  /** The next time at which a grant ends, after {@code now}. */
  Uni<Optional<Instant>> nextAfter(Instant now) {
    return pool.preparedQuery(
            "SELECT min(expires_at) AS next FROM grant_expiry WHERE expires_at > $1")
        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
        .map(rows ->
            Optional.ofNullable(rows.iterator().next().getOffsetDateTime("next"))
                .map(next -> next.toInstant()));
  }

  /** Forgets a subject that is no longer known. */
  Uni<Void> forget(SubjectId subject) {
    return pool.preparedQuery("DELETE FROM grant_expiry WHERE subject = $1")
        .execute(Tuple.of(subject.value()))
        .replaceWithVoid();
  }

  /** Applies changes in their order; only the last one of each grant counts. */
  static Uni<Void> apply(SqlConnection connection, List<Change> changes) {
    Set<SubjectId> forgotten = new LinkedHashSet<>();
    var last = new LinkedHashMap<GrantExpiry.Key, Optional<GrantExpiry>>();
    for (Change change : changes) {
      switch (change) {
        case Change.Begins(var expiry) -> last.put(expiry.key(), Optional.of(expiry));
        case Change.Ends(var key) -> last.put(key, Optional.empty());
        case Change.Forgets(var subject) -> {
          forgotten.add(subject);
          last.keySet().removeIf(key -> key.subject().equals(subject));
        }
      }
    }
    List<Tuple> begin = new ArrayList<>();
    List<Tuple> end = new ArrayList<>();
    last.forEach((key, expiry) -> {
      Tuple tuple = Tuple.of(key.subject().value(), key.contactPoint().value());
      tuple.addString(key.purpose().code());
      expiry.ifPresentOrElse(
          begins ->
              begin.add(
                  tuple
                      .addLong(begins.grantPosition().value())
                      .addOffsetDateTime(begins.expiresAt().atOffset(ZoneOffset.UTC))),
          () -> end.add(tuple));
    });
    return batch(connection, "DELETE FROM grant_expiry WHERE subject = $1", tuples(forgotten))
        .chain(() ->
            batch(
                connection,
                """
                DELETE FROM grant_expiry
                WHERE subject = $1 AND contact_point = $2 AND purpose = $3
                """,
                end))
        .chain(() ->
            batch(
                connection,
                """
                INSERT INTO grant_expiry VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (subject, contact_point, purpose) DO UPDATE
                SET grant_position = EXCLUDED.grant_position, expires_at = EXCLUDED.expires_at
                """,
                begin));
  }

  private static List<Tuple> tuples(Set<SubjectId> subjects) {
    return subjects.stream().map(subject -> Tuple.of(subject.value())).toList();
  }

  private static Uni<Void> batch(SqlConnection connection, String sql, List<Tuple> tuples) {
    return Multi.createFrom()
        .iterable(tuples)
        .group()
        .intoLists()
        .of(PAGE_ROWS_MAX)
        .onItem()
        .transformToUniAndConcatenate(page -> connection.preparedQuery(sql).executeBatch(page))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static GrantExpiry expiry(Row row) {
    return new GrantExpiry(
        new GrantExpiry.Key(
            new SubjectId(row.getUUID("subject")),
            new ContactPointId(row.getString("contact_point")),
            Purpose.ofCode(row.getString("purpose")).orElseThrow()),
        new Position(row.getLong("grant_position")),
        row.getOffsetDateTime("expires_at").toInstant());
  }
}
