package dev.consentledger.matching.projection;

import dev.consentledger.matching.projection.BatchPlan.NoticeInvalidated;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;

/** The table of notices, within the projection's transactions. */
final class NoticeTable {
  private NoticeTable() {}

  /** Takes the notices that were given numbers up to this cursor into an empty index. */
  static Uni<Void> load(StatelessSession session, Cursor cursor, PermissionIndex index) {
    return session
        .createSelectionQuery("from NoticeRow where number < :next", NoticeRow.class)
        .setParameter("next", cursor.nextNotice())
        .getResultList()
        .invoke(rows ->
            rows.forEach(row -> {
              index.addNotice(row.number, row.notice());
              if (row.invalidPosition != null) {
                index.notices().invalidate(row.number, row.invalidPosition);
              }
            }))
        .replaceWithVoid();
  }

  /** A new reading of the topic tells again what is invalid; the numbers stay. */
  static Uni<Void> forgetInvalid(StatelessSession session) {
    return session
        .createMutationQuery(
            "update NoticeRow set invalidPosition = null, rowsLeft = 0, sweptTo = 0, sweepEnd = 0")
        .executeUpdate()
        .replaceWithVoid();
  }

  static Uni<Void> store(StatelessSession session, BatchRows rows, Cursor after) {
    Uni<Void> stored = session.insertMultiple(rows.newNotices());
    for (NoticeInvalidated one : rows.invalidNotices()) {
      stored =
          stored.chain(() ->
              session
                  .createMutationQuery(
                      "update NoticeRow set invalidPosition = :position, rowsLeft = :rows,"
                          + " sweptTo = 0, sweepEnd = :end where number = :number")
                  .setParameter("position", one.position())
                  .setParameter("rows", one.grants())
                  .setParameter("end", after.nextGrantOrdinal())
                  .setParameter("number", one.number())
                  .executeUpdate()
                  .replaceWithVoid());
    }
    return stored;
  }
}
