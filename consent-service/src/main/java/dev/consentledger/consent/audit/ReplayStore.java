package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.Finding;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of replays. Whoever runs one holds its claim, and changes it only while it does. */
@Singleton
final class ReplayStore {
  /** 16 bytes each: 64 KiB a row. */
  private static final int SUBJECTS_A_BLOCK = 4_096;

  private static final String COLUMNS =
      """
      replay, number, kind, query, auditor, reason, position, size, state, failure,
      failure_detail, progress, finding, proofs, created_at, finished_at,
      evidence_gone_at\
      """;
  private static final String SELECT = "SELECT " + COLUMNS + " FROM replay ";

  private final Pool pool;

  ReplayStore(Pool pool) {
    this.pool = pool;
  }

  /** Stores a new replay; false where this auditor's key is taken, or the id. */
  Uni<Boolean> insert(
      UUID id,
      Question question,
      AuditorId auditor,
      String reason,
      @Nullable String key,
      Position position) {
    return changed(
        """
        INSERT INTO replay (replay, kind, query, auditor, reason, idempotency_key, position)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """,
        id,
        question.kind().code(),
        JsonWriter.text(question.json()),
        auditor.value(),
        reason,
        key,
        position.value());
  }

  Uni<Optional<Replay>> find(UUID id) {
    return one(SELECT + "WHERE replay = $1", id);
  }

  Uni<Optional<Replay>> byKey(AuditorId auditor, String key) {
    return one(SELECT + "WHERE auditor = $1 AND idempotency_key = $2", auditor.value(), key);
  }

  /** The newest first, all before a number. */
  Uni<List<Replay>> list(long before, int limit) {
    return pool.preparedQuery(SELECT + "WHERE number < $1 ORDER BY number DESC LIMIT $2")
        .execute(Tuple.of(before, limit))
        .map(ReplayStore::replays);
  }

  /** Cancels it unless it is over. Whoever runs it loses its claim. */
  Uni<Boolean> cancel(UUID id) {
    return changed(
        """
        UPDATE replay SET state = 'cancelled', claim = NULL, finished_at = clock_timestamp()
        WHERE replay = $1 AND state IN ('waiting', 'running')
        """,
        id);
  }

  /** Claims the oldest replay that waits, or that nobody runs any more. */
  Uni<Optional<Replay>> claim(UUID claim, Duration lasts) {
    return one(
        """
        UPDATE replay SET state = 'running', claim = $1, progress = 0,
          claimed_until = clock_timestamp() + make_interval(secs => $2)
        WHERE replay = (
          SELECT replay FROM replay
          WHERE state = 'waiting' OR (state = 'running' AND claimed_until < clock_timestamp())
          ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING
        """
            + COLUMNS,
        claim,
        seconds(lasts));
  }

  /** Renews the claim and stores the progress; false where the claim is lost. */
  Uni<Boolean> renew(UUID id, UUID claim, Duration lasts, double progress) {
    return changed(
        """
        UPDATE replay SET progress = $4,
          claimed_until = clock_timestamp() + make_interval(secs => $3)
        WHERE replay = $1 AND claim = $2 AND state = 'running'
        """,
        id,
        claim,
        seconds(lasts),
        progress);
  }

  /** Sets the size of the checkpoint once, and answers the one that is set. */
  Uni<OptionalLong> fixSize(UUID id, UUID claim, long size) {
    return pool.preparedQuery(
            """
            UPDATE replay SET size = coalesce(size, $3)
            WHERE replay = $1 AND claim = $2 AND state = 'running' RETURNING size
            """)
        .execute(Tuple.of(id, claim, size))
        .map(rows -> {
          for (Row row : rows) {
            return OptionalLong.of(row.getLong(0));
          }
          return OptionalLong.empty();
        });
  }

  /** Stores the finding with its subjects, all or none; false where the claim is lost. */
  Uni<Boolean> done(UUID id, UUID claim, Found found) {
    return pool.withTransaction(connection ->
        connection
            .preparedQuery(
                """
                UPDATE replay SET state = 'done', progress = 1, finding = $3, proofs = $4,
                  claim = NULL, finished_at = clock_timestamp()
                WHERE replay = $1 AND claim = $2 AND state = 'running'
                """)
            .execute(
                Tuple.of(
                    id,
                    claim,
                    JsonWriter.text(found.finding().json()),
                    found.proofs().map(JsonWriter::text).orElse(null)))
            .chain(rows ->
                rows.rowCount() == 1
                    ? saveSubjects(connection, id, found.subjects()).replaceWith(true)
                    : Uni.createFrom().item(false)));
  }

  Uni<Boolean> failed(UUID id, UUID claim, Replay.Failure failure) {
    return changed(
        """
        UPDATE replay SET state = 'failed', failure = $3, failure_detail = $4, claim = NULL,
          finished_at = clock_timestamp()
        WHERE replay = $1 AND claim = $2 AND state = 'running'
        """,
        id,
        claim,
        failure.reason(),
        failure.detail());
  }

  /** The subjects of a finding, block by block, as they are asked for. */
  Multi<List<SubjectId>> subjects(UUID id) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new int[1],
            number ->
                pool.preparedQuery(
                        "SELECT content FROM replay_subjects WHERE replay = $1 AND number = $2")
                    .execute(Tuple.of(id, number[0]++))
                    .map(ReplayStore::subjectsOf))
        .whilst(block -> !block.isEmpty())
        .select()
        .where(block -> !block.isEmpty());
  }

  private static Uni<Void> saveSubjects(
      SqlConnection connection, UUID id, List<SubjectId> subjects) {
    return Multi.createFrom()
        .range(0, Math.ceilDiv(subjects.size(), SUBJECTS_A_BLOCK))
        .onItem()
        .transformToUniAndConcatenate(number -> {
          int from = number * SUBJECTS_A_BLOCK;
          int to = Math.min(subjects.size(), from + SUBJECTS_A_BLOCK);
          return connection
              .preparedQuery(
                  "INSERT INTO replay_subjects (replay, number, content) VALUES ($1, $2, $3)")
              .execute(Tuple.of(id, number, bytes(subjects.subList(from, to))));
        })
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Buffer bytes(List<SubjectId> subjects) {
    ByteBuffer bytes = ByteBuffer.allocate(16 * subjects.size());
    for (SubjectId subject : subjects) {
      bytes.putLong(subject.value().getMostSignificantBits());
      bytes.putLong(subject.value().getLeastSignificantBits());
    }
    return Buffer.buffer(bytes.array());
  }

  private static List<SubjectId> subjectsOf(RowSet<Row> rows) {
    var subjects = new ArrayList<SubjectId>();
    for (Row row : rows) {
      ByteBuffer bytes = ByteBuffer.wrap(row.getBuffer(0).getBytes());
      while (bytes.hasRemaining()) {
        subjects.add(new SubjectId(new UUID(bytes.getLong(), bytes.getLong())));
      }
    }
    return subjects;
  }

  private Uni<Boolean> changed(String sql, @Nullable Object... values) {
    return pool.preparedQuery(sql).execute(Tuple.from(values)).map(rows -> rows.rowCount() == 1);
  }

  private Uni<Optional<Replay>> one(String sql, Object... values) {
    return pool.preparedQuery(sql)
        .execute(Tuple.from(values))
        .map(rows -> replays(rows).stream().findFirst());
  }

  private static List<Replay> replays(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(ReplayStore::replay).toList();
  }

  private static Replay replay(Row row) {
    Finding.Kind kind = Finding.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
    String failure = row.getString("failure");
    Long size = row.getLong("size");
    return new Replay(
        row.getUUID("replay"),
        row.getLong("number"),
        Question.of(kind, JsonReader.object(row.getString("query"))),
        new AuditorId(row.getString("auditor")),
        row.getString("reason"),
        new Position(row.getLong("position")),
        size == null ? OptionalLong.empty() : OptionalLong.of(size),
        Replay.State.ofCode(row.getString("state")),
        failure == null
            ? Optional.empty()
            : Optional.of(
                new Replay.Failure(
                    failure, Optional.ofNullable(row.getString("failure_detail")).orElse(""))),
        row.getDouble("progress"),
        Optional.ofNullable(row.getString("finding")),
        Optional.ofNullable(row.getString("proofs")),
        row.getOffsetDateTime("created_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("finished_at")).map(at -> at.toInstant()),
        Optional.ofNullable(row.getOffsetDateTime("evidence_gone_at")).map(at -> at.toInstant()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
