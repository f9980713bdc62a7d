package dev.consentledger.consent.proof;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.NoteSignature;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What was ever signed, and who cosigned it. */
@Singleton
final class Checkpoints {
  private static final int PAGE_ROWS_MAX = 500;
  private static final String COLUMNS =
      """
      SELECT size, root, position, note, signed_at,
        ARRAY(SELECT line FROM proof_cosignature cosignature
          WHERE cosignature.size = proof_checkpoint.size ORDER BY witness) AS cosignatures,
        ARRAY(SELECT line FROM proof_signature signature
          WHERE signature.size = proof_checkpoint.size ORDER BY signed_at, vkey) AS signatures
      FROM proof_checkpoint
      """;

  private final Pool pool;

  Checkpoints(Pool pool) {
    this.pool = pool;
  }

  Uni<Optional<SignedCheckpoint>> newest() {
    return one("ORDER BY size DESC LIMIT 1", Tuple.tuple());
  }

  Uni<Optional<SignedCheckpoint>> newestCosigned(int cosignaturesMin) {
    return cosignaturesMin == 0
        ? newest()
        : one(
            """
            WHERE size = (SELECT size FROM proof_cosignature
              GROUP BY size HAVING count(*) >= $1 ORDER BY size DESC LIMIT 1)
            """,
            Tuple.of(cosignaturesMin));
  }

  Uni<Optional<SignedCheckpoint>> at(long size) {
    return one("WHERE size = $1", Tuple.of(size));
  }

  private Uni<Optional<SignedCheckpoint>> one(String which, Tuple parameters) {
    return pool.preparedQuery(COLUMNS + which)
        .execute(parameters)
        .map(rows ->
            rows.size() == 0 ? Optional.empty() : Optional.of(decode(rows.iterator().next())));
  }

  Multi<SignedCheckpoint> all() {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new AtomicLong(-1),
            last ->
                page(last.get())
                    .invoke(page -> {
                      if (!page.isEmpty()) {
                        last.set(page.getLast().size());
                      }
                    }))
        .whilst(page -> page.size() == PAGE_ROWS_MAX)
        .onItem()
        .disjoint();
  }

  private Uni<List<SignedCheckpoint>> page(long after) {
    return pool.preparedQuery(COLUMNS + "WHERE size > $1 ORDER BY size LIMIT $2")
        .execute(Tuple.of(after, PAGE_ROWS_MAX))
        .map(rows -> {
          var page = new ArrayList<SignedCheckpoint>();
          rows.forEach(row -> page.add(decode(row)));
          return page;
        });
  }

  /** The roots that were signed for sizes above one and up to another. */
  Uni<Map<Long, Hash>> roots(long above, long upTo) {
    return pool.preparedQuery(
            "SELECT size, root FROM proof_checkpoint WHERE size > $1 AND size <= $2")
        .execute(Tuple.of(above, upTo))
        .map(rows -> {
          var roots = new HashMap<Long, Hash>();
          rows.forEach(row -> roots.put(row.getLong("size"), hash(row)));
          return roots;
        });
  }

  static Uni<Void> write(SqlConnection connection, SignedCheckpoint checkpoint) {
    return connection
        .preparedQuery(
            """
            INSERT INTO proof_checkpoint (size, root, position, note, signed_at)
            VALUES ($1, $2, $3, $4, $5)
            """)
        .execute(
            Tuple.of(
                checkpoint.size(),
                Buffer.buffer(checkpoint.head().root().bytes()),
                checkpoint.position().value(),
                checkpoint.note().encode(),
                checkpoint.signedAt().atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  /** The largest size that the witness has cosigned here, 0 before its first. */
  Uni<Long> cosignedSize(VerifierKey witness) {
    return pool.preparedQuery(
            "SELECT coalesce(max(size), 0) AS size FROM proof_cosignature WHERE witness = $1")
        .execute(Tuple.of(witness.text()))
        .map(rows -> rows.iterator().next().getLong("size"));
  }

  /** Keeps the first cosignature of a witness under a checkpoint. */
  Uni<Void> cosigned(long size, VerifierKey witness, NoteSignature line, Instant at) {
    return pool.preparedQuery(
            """
            INSERT INTO proof_cosignature (size, witness, line, cosigned_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """)
        .execute(Tuple.of(size, witness.text(), line.line(), at.atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  /** Keeps a signature of a key of the log's own that the stored note lacks. */
  Uni<Void> signed(long size, VerifierKey key, NoteSignature line, Instant at) {
    return pool.preparedQuery(
            """
            INSERT INTO proof_signature (size, vkey, line, signed_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """)
        .execute(Tuple.of(size, key.text(), line.line(), at.atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  static Hash hash(Row row) {
    return Hash.of(row.getBuffer("root").getBytes());
  }

  private static SignedCheckpoint decode(Row row) {
    SignedNote note = SignedNote.parse(row.getString("note"));
    for (String line : row.getArrayOfStrings("signatures")) {
      note = note.with(NoteSignature.parse(line));
    }
    for (String line : row.getArrayOfStrings("cosignatures")) {
      note = note.with(NoteSignature.parse(line));
    }
    return new SignedCheckpoint(
        new TreeHead(row.getLong("size"), hash(row)),
        new Position(row.getLong("position")),
        note,
        row.getOffsetDateTime("signed_at").toInstant());
  }
}
