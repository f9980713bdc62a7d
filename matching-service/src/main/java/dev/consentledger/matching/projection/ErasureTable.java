package dev.consentledger.matching.projection;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;

/** Erasures as they are told, for whoever erases stored pairings; in the batch's transaction. */
final class ErasureTable {
  private ErasureTable() {}

  /** A repeat is looked for in all pairings again. */
  static Uni<Void> store(StatelessSession session, Map<UUID, Long> erasures) {
    Uni<Void> stored = Uni.createFrom().voidItem();
    for (Map.Entry<UUID, Long> told : erasures.entrySet()) {
      stored =
          stored.chain(() ->
              session
                  .createNativeQuery(
                      """
                      insert into erasure (subject, position, in_pass)
                      values (:subject, :position, false)
                      on conflict (subject) do update
                      set position = excluded.position, in_pass = false
                      """)
                  .setParameter("subject", told.getKey())
                  .setParameter("position", told.getValue())
                  .executeUpdate()
                  .replaceWithVoid());
    }
    return stored;
  }
}
