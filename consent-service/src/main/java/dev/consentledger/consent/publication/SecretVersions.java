package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.NoLongerLeading;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchSecrets;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of the match secret's versions. */
@Singleton
final class SecretVersions {
  private final Pool pool;

  SecretVersions(Pool pool) {
    this.pool = pool;
  }

  Uni<SecretPlan> load() {
    return pool.query(
            """
            SELECT version, state, republished_to, subjects_done, subjects
            FROM match_secret_version ORDER BY version
            """)
        .execute()
        .map(rows -> {
          var all = new ArrayList<SecretVersion>();
          rows.forEach(row -> all.add(version(row)));
          return new SecretPlan(all);
        });
  }

  /**
   * The plan that a term begins with. The first of all begins with the file's newest secret: it is
   * complete where nothing was published before. Where something was, by a release that did not
   * rotate and told no version, it is so only if the file leaves no doubt which secret that was.
   */
  Uni<SecretPlan> begin(Position published, MatchSecrets file) {
    boolean isComplete = published.equals(Position.START) || file.versions().size() == 1;
    return pool.preparedQuery(
            """
            INSERT INTO match_secret_version (version, state, subjects)
            SELECT $1, $2, (SELECT count(*) FROM subject)
            WHERE NOT EXISTS (SELECT 1 FROM match_secret_version)
            ON CONFLICT DO NOTHING
            """)
        .execute(
            Tuple.of(
                file.newest().version(),
                (isComplete ? SecretVersion.State.COMPLETE : SecretVersion.State.INTRODUCING)
                    .code()))
        .chain(this::load);
  }

  /**
   * Begins to publish keys of a new version; repeating it changes nothing. Nothing happens where it
   * is not above all others, or where a rotation is under way: the answer shows it.
   */
  Uni<SecretPlan> introduce(int version) {
    return pool.preparedQuery(
            """
            INSERT INTO match_secret_version (version, state, subjects)
            SELECT $1, 'introducing', (SELECT count(*) FROM subject)
            WHERE EXISTS (SELECT 1 FROM match_secret_version)
              AND NOT EXISTS (
                SELECT 1 FROM match_secret_version
                WHERE version >= $1 OR state IN ('introducing', 'retiring'))
            ON CONFLICT DO NOTHING
            """)
        .execute(Tuple.of(version))
        .chain(this::load);
  }

  /**
   * Begins to publish no more keys of a version; repeating it changes nothing. Nothing happens
   * where no newer one is complete, or where a rotation is under way: the answer shows it.
   */
  Uni<SecretPlan> retire(int version) {
    return pool.preparedQuery(
            """
            UPDATE match_secret_version
            SET state = 'retiring', republished_to = NULL, subjects_done = 0,
              subjects = (SELECT count(*) FROM subject), changed_at = clock_timestamp()
            WHERE version = $1 AND state = 'complete'
              AND EXISTS (
                SELECT 1 FROM match_secret_version WHERE version > $1 AND state = 'complete')
              AND NOT EXISTS (
                SELECT 1 FROM match_secret_version WHERE state IN ('introducing', 'retiring'))
            """)
        .execute(Tuple.of(version))
        .chain(this::load);
  }

  /** The next subjects in the order of their ids; those that register meanwhile need no turn. */
  Uni<List<SubjectId>> subjectsAfter(Optional<SubjectId> last, int max) {
    return pool.preparedQuery(
            """
            SELECT subject FROM subject WHERE $1::uuid IS NULL OR subject > $1
            ORDER BY subject LIMIT $2
            """)
        .execute(Tuple.of(last.map(SubjectId::value).orElse(null), max))
        .map(rows -> {
          var subjects = new ArrayList<SubjectId>();
          rows.forEach(row -> subjects.add(new SubjectId(row.getUUID(0))));
          return subjects;
        });
  }

  /** Saves how far a version has come. Fails with {@link NoLongerLeading}. */
  Uni<Void> save(long term, SecretVersion progress) {
    return leading(
        term,
        """
        UPDATE match_secret_version SET republished_to = $3, subjects_done = $4
        WHERE version = $2 AND EXISTS (SELECT 1 FROM lead)
        """,
        Tuple.of(
            term,
            progress.version(),
            progress.republishedTo().map(SubjectId::value).orElse(null),
            progress.subjectsDone()));
  }

  /** Every subject was published again. Fails with {@link NoLongerLeading}. */
  Uni<SecretPlan> finish(long term, int version) {
    return leading(
            term,
            """
            UPDATE match_secret_version
            SET state = CASE state WHEN 'introducing' THEN 'complete' ELSE 'retired' END,
              republished_to = NULL, changed_at = clock_timestamp()
            WHERE version = $2 AND state IN ('introducing', 'retiring')
              AND EXISTS (SELECT 1 FROM lead)
            """,
            Tuple.of(term, version))
        .chain(this::load);
  }

  private Uni<Void> leading(long term, String update, Tuple parameters) {
    return pool.preparedQuery(
            "WITH lead AS (SELECT 1 FROM publication_cursor WHERE term = $1 FOR UPDATE) " + update)
        .execute(parameters)
        .invoke(rows -> {
          if (rows.rowCount() != 1) {
            throw new NoLongerLeading(PublicationService.LEADER_NAME, term);
          }
        })
        .replaceWithVoid();
  }

  private static SecretVersion version(Row row) {
    return new SecretVersion(
        row.getInteger("version"),
        SecretVersion.State.ofCode(row.getString("state")),
        Optional.ofNullable(row.getUUID("republished_to")).map(SubjectId::new),
        row.getLong("subjects_done"),
        row.getLong("subjects"));
  }
}
