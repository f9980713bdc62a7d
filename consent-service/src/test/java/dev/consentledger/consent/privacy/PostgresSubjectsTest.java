package dev.consentledger.consent.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.privacy.Subjects.Registered;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Seal.SealedFor;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSubjectsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final byte[] PLAIN = "a digest".getBytes(StandardCharsets.UTF_8);
  private static final EventId EVENT = EventId.parse("00000000-0000-4000-8000-00000000000e");

  @TempDir static Path directory;

  private static ConsentDatabase database;
  private static Vertx vertx;
  private static Pool pool;
  private static KeyEncryptionKeys keys;

  record Settings(
      int cacheSubjectsMax, Duration cacheTtl, Duration keyFileInterval, Duration storeTimeout)
      implements PrivacySettings {}

  @BeforeAll
  static void start() throws IOException {
    database = ConsentDatabase.start();
    database.migrate();
    vertx = Vertx.vertx();
    pool = pool();
    keys = TestKeys.keys(directory, TestKeys.ONE);
  }

  private static Pool pool() {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8))
        .connectingTo(
            PgConnectOptions.fromUri(database.reactiveUrl())
                .setUser(ConsentDatabase.APP)
                .setPassword(ConsentDatabase.PASSWORD))
        .using(vertx)
        .build();
  }

  @AfterAll
  static void stop() {
    pool.closeAndAwait();
    vertx.closeAndAwait();
    database.close();
  }

  private static PostgresSubjects instance(KeyEncryptionKeys keys) {
    return new PostgresSubjects(pool, keys, new Settings(100, Duration.ofMinutes(1), LIMIT, LIMIT));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }

  private static SealedFor what(SubjectId subject) {
    return new SealedFor(EVENT, "dev.consentledger.Tested.v1", subject.stream());
  }

  @Test
  void an_account_keeps_its_subject_and_key_through_a_restart() {
    var account = new AccountId("acc-restart");
    Subject registered = await(instance(keys).register(account)).subject();
    byte[] box = registered.seal().seal(what(registered.id()), PLAIN);

    Subject again = await(instance(keys).register(account)).subject();
    Subject found = await(instance(keys).find(registered.id())).orElseThrow();

    assertThat(again.id()).isEqualTo(registered.id());
    assertThat(found.account()).isEqualTo(account);
    assertThat(found.seal().open(what(registered.id()), box)).hasValue(PLAIN);
    assertThat(again.seal().open(what(registered.id()), box)).hasValue(PLAIN);
  }

  @Test
  void what_was_never_registered_is_not_found() {
    assertThat(await(instance(keys).find(new AccountId("acc-never")))).isEmpty();
    assertThat(await(instance(keys).find(new SubjectId(new UUID(1, 2))))).isEmpty();
  }

  @Test
  void registering_one_account_at_once_on_two_instances_gives_one_subject() throws SQLException {
    var account = new AccountId("acc-race");
    List<PostgresSubjects> instances = List.of(instance(keys), instance(keys));

    List<Subject> subjects =
        await(
            Uni.join()
                .all(
                    IntStream.range(0, 24)
                        .mapToObj(
                            i -> instances.get(i % 2).register(account).map(Registered::subject))
                        .toList())
                .andFailFast());

    assertThat(subjects).extracting(Subject::id).containsOnly(subjects.getFirst().id());
    byte[] box = subjects.getFirst().seal().seal(what(subjects.getFirst().id()), PLAIN);
    assertThat(subjects)
        .allSatisfy(
            subject -> assertThat(subject.seal().open(what(subject.id()), box)).hasValue(PLAIN));
  }

  @Test
  void only_who_made_the_subject_is_told_that_it_is_new() {
    var account = new AccountId("acc-new");

    Registered first = await(instance(keys).register(account));
    Registered second = await(instance(keys).register(account));

    assertThat(first.isNew()).isTrue();
    assertThat(second.isNew()).isFalse();
    byte[] box = first.subject().seal().seal(what(first.subject().id()), PLAIN);
    assertThat(second.subject().seal().open(what(first.subject().id()), box)).hasValue(PLAIN);
  }

  @Test
  void a_subject_is_kept_from_its_registration_on() throws SQLException {
    PostgresSubjects subjects = instance(keys);
    Subject made = await(subjects.register(new AccountId("acc-kept"))).subject();

    assertThat(await(subjects.find(made.account())).orElseThrow()).isSameAs(made);
    assertThat(await(subjects.find(made.id())).orElseThrow()).isSameAs(made);
  }

  @Test
  void a_seal_opens_nothing_of_another_subject_and_seals_nothing_for_it() {
    Subject ann = await(instance(keys).register(new AccountId("acc-ann"))).subject();
    Subject bob = await(instance(keys).register(new AccountId("acc-bob"))).subject();
    byte[] box = ann.seal().seal(what(ann.id()), PLAIN);

    assertThatThrownBy(() -> bob.seal().open(what(ann.id()), box))
        .isInstanceOf(EntryException.class);
    assertThatThrownBy(() -> ann.seal().seal(what(bob.id()), PLAIN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The keys as they passed through the port. */
  private static final class Recording implements KeyEncryptionKeys {
    final List<byte[]> dataKeys = new ArrayList<>();

    @Override
    public Uni<WrappedKey> wrap(SubjectId subject, byte[] dataKey) {
      dataKeys.add(dataKey.clone());
      return keys.wrap(subject, dataKey);
    }

    @Override
    public Uni<byte[]> unwrap(SubjectId subject, WrappedKey wrapped) {
      return keys.unwrap(subject, wrapped);
    }

    @Override
    public Held held() {
      return keys.held();
    }
  }

  @Test
  void the_raw_table_holds_no_data_key_in_the_clear() throws SQLException {
    var recording = new Recording();
    Subject subject = await(instance(recording).register(new AccountId("acc-raw"))).subject();

    byte[] wrap = wrapOf(subject.id());
    assertThat(recording.dataKeys).hasSize(1);
    assertThat(new String(wrap, StandardCharsets.ISO_8859_1))
        .hasSize(60)
        .doesNotContain(
            new String(recording.dataKeys.getFirst(), StandardCharsets.ISO_8859_1).substring(0, 4));
  }

  private static byte[] wrapOf(SubjectId subject) throws SQLException {
    try (Connection connection = database.connectAs(ConsentDatabase.APP);
        var select =
            connection.prepareStatement("SELECT wrapped_key FROM subject WHERE subject = ?")) {
      select.setObject(1, subject.value());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getBytes(1);
      }
    }
  }

  @Test
  void a_damaged_wrap_is_refused() throws SQLException {
    Subject subject = await(instance(keys).register(new AccountId("acc-damaged"))).subject();
    try (Connection connection = database.connectAs(ConsentDatabase.OWNER);
        var update =
            connection.prepareStatement(
                "UPDATE subject SET wrapped_key = set_byte(wrapped_key, 20,"
                    + " get_byte(wrapped_key, 20) # 1) WHERE subject = ?")) {
      update.setObject(1, subject.id().value());
      assertThat(update.executeUpdate()).isOne();
    }

    assertThatThrownBy(() -> await(instance(keys).find(subject.id())))
        .isInstanceOf(DataKeyUnreadable.class)
        .hasMessageNotContaining("acc-damaged");
  }

  @Test
  void a_key_under_an_unknown_version_is_refused() throws IOException {
    Subject subject = await(instance(keys).register(new AccountId("acc-version"))).subject();
    KeyEncryptionKeys other = TestKeys.keys(directory, TestKeys.TWO);

    assertThatThrownBy(() -> await(instance(other).find(subject.id())))
        .isInstanceOf(DataKeyUnreadable.class);
  }

  @Test
  void a_store_that_is_gone_is_said_so_without_the_account() {
    Pool closed = pool();
    closed.closeAndAwait();
    var subjects =
        new PostgresSubjects(closed, keys, new Settings(100, Duration.ofMinutes(1), LIMIT, LIMIT));

    assertThatThrownBy(() -> await(subjects.register(new AccountId("acc-gone"))))
        .isInstanceOf(SubjectsUnavailable.class)
        .hasMessageNotContaining("acc-gone")
        .hasNoCause();
  }

  @Test
  void the_cache_forgets_by_age_and_by_number() {
    long[] nanos = {0};
    var cache = new SubjectCache(2, 100, () -> nanos[0]);
    List<Subject> subjects =
        IntStream.range(0, 3)
            .mapToObj(i ->
                new Subject(
                    new SubjectId(new UUID(0, i)),
                    new AccountId("acc-" + i),
                    new SubjectSeal(new SubjectId(new UUID(0, i)), new byte[32])))
            .toList();
    cache.keep(subjects.get(0), 0);
    cache.keep(subjects.get(1), 50);
    assertThat(cache.find(new AccountId("acc-0"))).isPresent();

    nanos[0] = 99;
    cache.keep(subjects.get(2), 99);
    assertThat(cache.find(new AccountId("acc-1")))
        .as("used longest ago")
        .isEqualTo(Optional.empty());
    assertThat(cache.find(subjects.get(0).id())).isPresent();

    nanos[0] = 100;
    assertThat(cache.find(subjects.get(0).id())).as("read 100 ns ago").isEmpty();
    assertThat(cache.find(new AccountId("acc-0"))).isEmpty();
    assertThat(cache.find(new AccountId("acc-2"))).isPresent();
  }
}
