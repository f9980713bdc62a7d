package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.KeyChange;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Which key followed which. A row that both keys did not sign counts for nothing. */
@Singleton
final class KeyChanges {
  private static final Logger LOG = Logger.getLogger(KeyChanges.class);

  private final Pool pool;

  KeyChanges(Pool pool) {
    this.pool = pool;
  }

  /** Keeps the first note of each change. */
  Uni<Void> record(SignedNote note, Instant at) {
    KeyChange change = KeyChange.open(note);
    return pool.preparedQuery(
            """
            INSERT INTO proof_key_change (old_vkey, new_vkey, note, signed_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """)
        .execute(
            Tuple.of(
                change.older().text(),
                change.newer().text(),
                note.encode(),
                at.atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  /** Every key that signed for the log, the newest last: the current ones, and those before. */
  Uni<List<VerifierKey>> everyKey(List<VerifierKey> current) {
    return pool.preparedQuery("SELECT note FROM proof_key_change ORDER BY signed_at")
        .execute()
        .map(rows -> {
          var changes = new ArrayList<KeyChange>();
          for (Row row : rows) {
            try {
              changes.add(KeyChange.open(SignedNote.parse(row.getString("note"))));
            } catch (ProofException e) {
              LOG.errorf("A stored key change does not count: %s", e.getMessage());
            }
          }
          return KeyChange.everyKey(current, changes);
        });
  }
}
