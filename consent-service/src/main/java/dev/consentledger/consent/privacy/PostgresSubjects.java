package dev.consentledger.consent.privacy;

import dev.consentledger.consent.batch.Gathering;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Subjects in PostgreSQL, their data keys wrapped. Fails with {@link SubjectsUnavailable} where the
 * store does not answer, and {@link DataKeyUnreadable} where it holds a wrap that does not open.
 */
@ApplicationScoped
public class PostgresSubjects implements Subjects {
  private static final String COLUMNS = "subject, account, key_version, wrapped_key";
  private static final String OF_ACCOUNTS =
      "SELECT " + COLUMNS + " FROM subject WHERE account = ANY ($1::text[])";
  private static final String OF_SUBJECT = "SELECT " + COLUMNS + " FROM subject WHERE subject = $1";
  private static final String INSERT =
      "INSERT INTO subject (subject, account, key_version, wrapped_key)"
          + " SELECT * FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[])"
          + " ON CONFLICT (account) DO NOTHING RETURNING account";
  private static final String REMEMBER =
      "INSERT INTO erased_subject (subject, position) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  /** Of one query. */
  private static final int SUBJECTS_MAX = 512;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Pool pool;
  private final KeyEncryptionKeys keys;
  private final PrivacySettings settings;
  private final SubjectCache cache;

  /** An import registers and looks up many accounts at once: together they cost two queries. */
  private final Gathering<AccountId, Optional<Subject>> inserts =
      new Gathering<>(SUBJECTS_MAX, this::insertAll);

  private final Gathering<AccountId, Optional<Row>> lookUps =
      new Gathering<>(SUBJECTS_MAX, this::lookUpAll);

  @Inject
  PostgresSubjects(Pool pool, KeyEncryptionKeys keys, PrivacySettings settings) {
    this.pool = pool;
    this.keys = keys;
    this.settings = settings;
    this.cache =
        new SubjectCache(
            settings.cacheSubjectsMax(), settings.cacheTtl().toNanos(), System::nanoTime);
  }

  /** Another instance has erased the subject. */
  void forget(SubjectId subject) {
    cache.forget(subject);
  }

  /** Another instance may have erased any. */
  void forgetAll() {
    cache.clear();
  }

  @Override
  public Uni<Registered> register(AccountId account) {
    return find(account)
        .chain(found ->
            found.isPresent()
                ? Uni.createFrom().item(new Registered(found.get(), false))
                : insert(account));
  }

  /** What was inserted here is known: reading it again took an import a query and a key a line. */
  private Uni<Registered> insert(AccountId account) {
    return Uni.createFrom()
        .deferred(() -> {
          long insertedNanos = cache.now();
          return inserts
              .ask(account)
              .chain(inserted -> {
                if (inserted.isPresent()) {
                  cache.keep(inserted.get(), insertedNanos);
                  return Uni.createFrom().item(new Registered(inserted.get(), true));
                }
                return read(account)
                    .map(subject ->
                        new Registered(
                            subject.orElseThrow(() ->
                                new SubjectsUnavailable(
                                    "a subject was erased while it was registered")),
                            false));
              });
        });
  }

  @Override
  public Uni<Optional<Subject>> find(AccountId account) {
    return Uni.createFrom()
        .item(() -> cache.find(account))
        .chain(kept -> kept.isPresent() ? Uni.createFrom().item(kept) : read(account));
  }

  @Override
  public Uni<Optional<Subject>> find(SubjectId subject) {
    return Uni.createFrom()
        .item(() -> cache.find(subject))
        .chain(kept ->
            kept.isPresent() ? Uni.createFrom().item(kept) : read(OF_SUBJECT, subject.value()));
  }

  /** Key and mapping go together with the memory of them: no crash leaves one without the other. */
  @Override
  public Uni<Void> destroy(SubjectId subject, Position erasedAt) {
    return Uni.createFrom()
        .deferred(() ->
            StoreOfSubjects.answer(
                pool.withTransaction(connection -> destroy(connection, subject, erasedAt)),
                settings))
        .eventually(() -> cache.forget(subject));
  }

  private static Uni<Void> destroy(SqlConnection connection, SubjectId subject, Position erasedAt) {
    Tuple id = Tuple.of(subject.value());
    return connection
        .preparedQuery("DELETE FROM grant_expiry WHERE subject = $1")
        .execute(id)
        .chain(() -> connection.preparedQuery("DELETE FROM subject WHERE subject = $1").execute(id))
        .chain(() ->
            connection.preparedQuery(REMEMBER).execute(Tuple.of(subject.value(), erasedAt.value())))
        .chain(() -> connection.preparedQuery("DELETE FROM erasure WHERE subject = $1").execute(id))
        .chain(() ->
            connection
                .preparedQuery("SELECT pg_notify('" + ErasedListener.CHANNEL + "', $1)")
                .execute(Tuple.of(subject.value().toString())))
        .replaceWithVoid();
  }

  /**
   * Stores fresh subjects, each unless another writer was first: then that one counts, and the
   * answer is empty. In the order of the accounts, so that two instances never wait for each other.
   */
  private Uni<Map<AccountId, Optional<Subject>>> insertAll(List<AccountId> accounts) {
    List<AccountId> ordered =
        accounts.stream().sorted(Comparator.comparing(AccountId::value)).toList();
    return Multi.createFrom()
        .iterable(ordered)
        .onItem()
        .transformToUniAndConcatenate(this::fresh)
        .collect()
        .asList()
        .chain(subjects ->
            execute(INSERT, FreshSubject.rows(subjects)).map(rows -> stored(subjects, rows)));
  }

  private static Map<AccountId, Optional<Subject>> stored(
      List<FreshSubject> subjects, Iterator<Row> rows) {
    var stored = new HashSet<String>();
    rows.forEachRemaining(row -> stored.add(row.getString("account")));
    return subjects.stream()
        .collect(
            Collectors.toMap(
                FreshSubject::account,
                one ->
                    stored.contains(one.account().value())
                        ? Optional.of(one.opened())
                        : Optional.empty()));
  }

  private Uni<FreshSubject> fresh(AccountId account) {
    var subject = new SubjectId(UUID.randomUUID());
    byte[] dataKey = new byte[KeyWrap.KEY_BYTES];
    RANDOM.nextBytes(dataKey);
    return keys.wrap(subject, dataKey)
        .map(wrapped ->
            new FreshSubject(
                new Subject(subject, account, new SubjectSeal(subject, dataKey)), wrapped));
  }

  private Uni<Optional<Subject>> read(AccountId account) {
    return Uni.createFrom()
        .deferred(() -> {
          long readNanos = cache.now();
          return lookUps.ask(account).chain(row -> open(row, readNanos));
        });
  }

  private Uni<Map<AccountId, Optional<Row>>> lookUpAll(List<AccountId> accounts) {
    var names = accounts.stream().map(AccountId::value).toArray(String[]::new);
    return execute(OF_ACCOUNTS, Tuple.of(names))
        .map(rows -> {
          var found = new HashMap<AccountId, Optional<Row>>();
          accounts.forEach(account -> found.put(account, Optional.empty()));
          rows.forEachRemaining(
              row -> found.put(new AccountId(row.getString("account")), Optional.of(row)));
          return found;
        });
  }

  private Uni<Optional<Subject>> read(String sql, Object key) {
    return Uni.createFrom()
        .deferred(() -> {
          long readNanos = cache.now();
          return execute(sql, Tuple.of(key))
              .map(rows -> rows.hasNext() ? Optional.of(rows.next()) : Optional.<Row>empty())
              .chain(row -> open(row, readNanos));
        });
  }

  private Uni<Optional<Subject>> open(Optional<Row> row, long readNanos) {
    return row.isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : open(row.get()).invoke(subject -> cache.keep(subject, readNanos)).map(Optional::of);
  }

  private Uni<Subject> open(Row row) {
    var subject = new SubjectId(row.getUUID("subject"));
    var account = new AccountId(row.getString("account"));
    var wrapped =
        new WrappedKey(row.getInteger("key_version"), row.getBuffer("wrapped_key").getBytes());
    return keys.unwrap(subject, wrapped)
        .map(dataKey -> new Subject(subject, account, new SubjectSeal(subject, dataKey)));
  }

  private Uni<Iterator<Row>> execute(String sql, Tuple parameters) {
    return StoreOfSubjects.answer(pool.preparedQuery(sql).execute(parameters), settings)
        .map(rows -> (Iterator<Row>) rows.iterator());
  }
}
