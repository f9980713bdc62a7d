package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The erasures under way, each from the order to {@link Subjects#destroy}, which takes it off.
 * Fails with {@link SubjectsUnavailable} where the store does not answer.
 */
@Singleton
public class Erasures {
  private static final String BEGIN =
      """
      WITH known AS (SELECT subject FROM subject WHERE account = $1),
        begun AS (INSERT INTO erasure (subject) SELECT subject FROM known ON CONFLICT DO NOTHING)
      SELECT subject FROM known
      """;

  private static final String LEFT =
      """
      SELECT subject FROM erasure WHERE begun_at <= clock_timestamp() - make_interval(secs => $1)
      ORDER BY begun_at LIMIT $2
      """;

  private static final String ERASED = "SELECT subject FROM erased_subject WHERE subject = ANY($1)";

  private final Pool pool;
  private final PrivacySettings settings;

  Erasures(Pool pool, PrivacySettings settings) {
    this.pool = pool;
    this.settings = settings;
  }

  /** Stores that the account's subject is to be erased; empty where it has none. */
  public Uni<Optional<SubjectId>> begin(AccountId account) {
    return subjects(BEGIN, Tuple.of(account.value())).map(found -> found.stream().findFirst());
  }

  /** Those begun at least so long ago and not finished, the oldest first. */
  public Uni<List<SubjectId>> unfinished(Duration since, int subjectsMax) {
    return subjects(LEFT, Tuple.of(since.toMillis() / 1000.0, subjectsMax));
  }

  /** How many are begun and not finished. */
  public Uni<Long> pending() {
    return StoreOfSubjects.answer(
            pool.preparedQuery("SELECT count(*) FROM erasure").execute(), settings)
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Those of them whose key is destroyed. */
  public Uni<Set<SubjectId>> erased(Collection<SubjectId> of) {
    return of.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : subjects(
                ERASED,
                Tuple.tuple().addValue(of.stream().map(SubjectId::value).toArray(UUID[]::new)))
            .map(Set::copyOf);
  }

  private Uni<List<SubjectId>> subjects(String sql, Tuple parameters) {
    return StoreOfSubjects.answer(pool.preparedQuery(sql).execute(parameters), settings)
        .map(rows -> {
          var found = new ArrayList<SubjectId>();
          for (Row row : rows) {
            found.add(new SubjectId(row.getUUID(0)));
          }
          return found;
        });
  }
}
