package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.matching.projection.KnownRows.KnownAccount;
import dev.consentledger.matching.projection.KnownRows.KnownGrant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;

/** The projection's tables. Rows and cursor change together or not at all. */
@ApplicationScoped
class ProjectionStore {
  /** Rows read at once while the index loads. */
  static final int PAGE = 10_000;

  /** Parameters of one statement; the protocol's limit is 65,535. */
  static final int PARAMETERS_MAX = 10_000;

  private final Mutiny.SessionFactory sessions;

  /** The position of the last grant that only an earlier generation has; set when one is read. */
  private volatile long lastEarlierGrant;

  ProjectionStore(Mutiny.SessionFactory sessions) {
    this.sessions = sessions;
  }

  /** The stored cursor, as it is now. */
  Uni<Optional<Cursor>> cursor() {
    return sessions.withStatelessSession(session ->
        session
            .get(CursorRow.class, CursorRow.ID)
            .map(row -> row == null ? Optional.empty() : Optional.of(row.cursor())));
  }

  /**
   * The cursor with which to read this topic on: the stored one where the topic continues there,
   * else one that starts over. Where nothing is left to read, what a rebuild did not find is
   * deleted at once.
   *
   * @param seen the stored cursor from before the topic was looked at. Where another instance has
   *     moved it since, it may be beyond the end that the topic had then.
   */
  Uni<Cursor> open(Optional<Cursor> seen, TopicAtStart topic) {
    return sessions.withStatelessTransaction(session ->
        session
            .get(CursorRow.class, CursorRow.ID, LockModeType.PESSIMISTIC_WRITE)
            .chain(row -> {
              if (row == null) {
                Cursor first = Cursor.atBeginningOf(topic);
                return session.insert(CursorRow.of(first)).replaceWith(first);
              }
              Cursor stored = row.cursor();
              boolean moved = seen.filter(before -> stored.isAheadOf(before)).isPresent();
              Cursor next = moved || stored.continues(topic) ? stored : stored.rebuilding(topic);
              boolean atEnd = next.nextOffset() >= topic.endOffset();
              return (next.generation() > stored.generation()
                      ? NoticeTable.forgetInvalid(session)
                      : Uni.createFrom().voidItem())
                  .chain(() -> lookForEarlierGrants(session, next))
                  .chain(() -> save(session, next, atEnd));
            }));
  }

  /** An index with the rows of exactly this cursor. */
  record Loaded(Cursor cursor, PermissionIndex index) {}

  /**
   * Fills an empty index with the stored cursor's rows, page by page, from one snapshot: meanwhile
   * another instance may write. Fails with {@link CursorMoved} where the stored cursor no longer
   * belongs to the opened one's reading of the topic.
   */
  Uni<Loaded> load(Cursor opened, IntSupplier oldest) {
    PermissionIndex index = new PermissionIndex();
    return sessions.withStatelessTransaction(session ->
        session
            .createNativeQuery("set transaction isolation level repeatable read, read only")
            .executeUpdate()
            .chain(() -> session.get(CursorRow.class, CursorRow.ID))
            .map(row -> {
              Cursor now = row == null ? null : row.cursor();
              if (now == null || !(now.equals(opened) || now.isAheadOf(opened))) {
                throw new CursorMoved(now);
              }
              return now;
            })
            .call(now -> NoticeTable.load(session, now, index))
            .call(now -> loadAccounts(session, now, index))
            .call(now -> loadGrants(session, now, index, oldest))
            .invoke(now ->
                index.publish(new Position(now.position()), now.nextGrantOrdinal(), now.versions()))
            .map(now -> new Loaded(now, index)));
  }

  private static Uni<Void> loadAccounts(
      StatelessSession session, Cursor cursor, PermissionIndex index) {
    int[] last = {-1};
    return pages(
        () ->
            session
                .createSelectionQuery(
                    "select ordinal, subject, account from AccountRow"
                        + " where ordinal > :last and generation = :generation order by ordinal",
                    Object[].class)
                .setParameter("last", last[0])
                .setParameter("generation", cursor.generation())
                .setMaxResults(PAGE)
                .getResultList(),
        row -> {
          last[0] = (int) row[0];
          index.addAccount(last[0], new SubjectId((UUID) row[1]), new AccountId((String) row[2]));
        });
  }

  private static Uni<Void> loadGrants(
      StatelessSession session, Cursor cursor, PermissionIndex index, IntSupplier oldest) {
    int[] last = {-1};
    return pages(
        () ->
            session
                .createSelectionQuery(
                    "select ordinal, accountOrdinal, grantedAt, matchKeys, matchSecretVersions,"
                        + " notice"
                        + " from PermissionRow"
                        + " where ordinal > :last and generation = :generation order by ordinal",
                    Object[].class)
                .setParameter("last", last[0])
                .setParameter("generation", cursor.generation())
                .setMaxResults(PAGE)
                .getResultList(),
        row -> {
          last[0] = (int) row[0];
          int notice = (int) row[5];
          if (index.notices().permits(notice)) {
            index.addGrant(
                last[0],
                (int) row[1],
                (long) row[2],
                PermissionRow.keysOf((byte[]) row[3], (int[]) row[4], oldest),
                notice);
          }
        });
  }

  private static Uni<Void> pages(
      Supplier<Uni<? extends List<Object[]>>> page, Consumer<Object[]> row) {
    return Multi.createBy()
        .repeating()
        .uni(page)
        .whilst(rows -> rows.size() == PAGE)
        .onItem()
        .invoke(rows -> rows.forEach(row))
        .onItem()
        .ignoreAsUni();
  }

  /** What the tables know of these subjects beyond the index. */
  Uni<KnownRows> known(Collection<SubjectId> subjects, Cursor cursor, IntSupplier oldest) {
    List<UUID> ids = subjects.stream().map(SubjectId::value).distinct().toList();
    if (ids.isEmpty()) {
      return Uni.createFrom().item(KnownRows.NONE);
    }
    Map<SubjectId, KnownAccount> accounts = new HashMap<>();
    Map<Long, KnownGrant> grants = new HashMap<>();
    return sessions
        .withStatelessSession(session ->
            inChunks(
                    ids,
                    chunk ->
                        session
                            .createSelectionQuery(
                                "from AccountRow where subject in (:subjects)", AccountRow.class)
                            .setParameter("subjects", chunk)
                            .getResultList()
                            .invoke(rows ->
                                rows.forEach(row ->
                                    accounts.put(
                                        new SubjectId(row.subject),
                                        new KnownAccount(row.ordinal, row.generation))))
                            .replaceWithVoid())
                .chain(() ->
                    cursor.sweeping()
                        ? earlierGrants(session, accounts.values(), cursor, oldest, grants)
                        : Uni.createFrom().voidItem()))
        .replaceWith(() -> new KnownRows(accounts, grants));
  }

  private static Uni<Void> earlierGrants(
      StatelessSession session,
      Collection<KnownAccount> accounts,
      Cursor cursor,
      IntSupplier oldest,
      Map<Long, KnownGrant> into) {
    return inChunks(
        accounts.stream().map(KnownAccount::ordinal).toList(),
        chunk ->
            session
                .createSelectionQuery(
                    "from PermissionRow"
                        + " where accountOrdinal in (:accounts) and generation < :generation"
                        + " order by ordinal",
                    PermissionRow.class)
                .setParameter("accounts", chunk)
                .setParameter("generation", cursor.generation())
                .getResultList()
                .invoke(rows ->
                    rows.forEach(row ->
                        into.put(
                            row.grantedAt,
                            new KnownGrant(
                                row.ordinal,
                                row.accountOrdinal,
                                row.contactPoint,
                                PermissionRow.keysOf(
                                    row.matchKeys, row.matchSecretVersions, oldest),
                                row.notice))))
                .replaceWithVoid());
  }

  /**
   * Stores a plan. Fails with {@link CursorMoved} where the stored cursor is no longer the one that
   * the plan was made for.
   *
   * @param sweeps whether the topic's end is reached, so that rows of earlier generations go
   */
  Uni<Cursor> store(BatchPlan plan, boolean sweeps) {
    BatchRows rows = BatchRows.of(plan);
    return sessions.withStatelessTransaction(session ->
        session
            .get(CursorRow.class, CursorRow.ID, LockModeType.PESSIMISTIC_WRITE)
            .invoke(row -> {
              if (row == null || !row.cursor().equals(plan.before())) {
                throw new CursorMoved(row == null ? null : row.cursor());
              }
            })
            .chain(() -> delete(session, rows))
            .chain(() -> ErasureTable.store(session, rows.erasures()))
            .chain(() -> NoticeTable.store(session, rows, plan.after()))
            .chain(() -> session.insertMultiple(rows.newAccounts()))
            .chain(() -> adopt(session, "AccountRow", rows.adoptedAccounts(), plan.after()))
            .chain(() -> session.insertMultiple(rows.newGrants()))
            .chain(() -> adopt(session, "PermissionRow", rows.adoptedGrants(), plan.after()))
            .chain(() -> session.updateMultiple(rows.rekeyedGrants()))
            .chain(() -> save(session, plan.after(), sweeps)));
  }

  /**
   * A topic that was made anew is told everything again, and may be empty still when it is read: so
   * an earlier generation's grant that lies ahead is not gone, it was not told yet.
   */
  private Uni<Cursor> save(StatelessSession session, Cursor cursor, boolean atEnd) {
    return atEnd && cursor.sweeping() && cursor.position() >= lastEarlierGrant
        ? sweep(session, cursor)
        : session.update(CursorRow.of(cursor)).replaceWith(cursor);
  }

  private Uni<Void> lookForEarlierGrants(StatelessSession session, Cursor cursor) {
    return cursor.sweeping()
        ? session
            .createSelectionQuery(
                "select coalesce(max(grantedAt), 0) from PermissionRow"
                    + " where generation < :generation",
                Long.class)
            .setParameter("generation", cursor.generation())
            .getSingleResult()
            .invoke(last -> lastEarlierGrant = last)
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static Uni<Void> delete(StatelessSession session, BatchRows rows) {
    return change(session, "delete from PermissionRow where ordinal in (:some)", rows.endedGrants())
        .chain(() ->
            change(
                session,
                "delete from PermissionRow where accountOrdinal in (:some)",
                rows.forgottenAccounts()))
        .chain(() ->
            change(
                session,
                "delete from AccountRow where ordinal in (:some)",
                rows.forgottenAccounts()));
  }

  private static Uni<Void> adopt(
      StatelessSession session, String entity, Set<Integer> ordinals, Cursor cursor) {
    return change(
        session,
        "update "
            + entity
            + " set generation = "
            + cursor.generation()
            + " where ordinal in (:some)",
        ordinals);
  }

  private static Uni<Void> change(
      StatelessSession session, String statement, Collection<Integer> ordinals) {
    return inChunks(
        List.copyOf(ordinals),
        chunk ->
            session
                .createMutationQuery(statement)
                .setParameter("some", chunk)
                .executeUpdate()
                .replaceWithVoid());
  }

  private static Uni<Cursor> sweep(StatelessSession session, Cursor cursor) {
    Cursor swept = cursor.swept();
    return session
        .createMutationQuery("delete from PermissionRow where generation < :generation")
        .setParameter("generation", cursor.generation())
        .executeUpdate()
        .chain(() ->
            session
                .createMutationQuery("delete from AccountRow where generation < :generation")
                .setParameter("generation", cursor.generation())
                .executeUpdate())
        .chain(() -> session.update(CursorRow.of(swept)))
        .replaceWith(swept);
  }

  private static <T> Uni<Void> inChunks(List<T> all, Function<List<T>, Uni<Void>> each) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (int from = 0; from < all.size(); from += PARAMETERS_MAX) {
      List<T> chunk = all.subList(from, Math.min(all.size(), from + PARAMETERS_MAX));
      done = done.chain(() -> each.apply(chunk));
    }
    return done;
  }
}
