package dev.consentledger.consent.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A destroyed key is gone from the store and from every instance's memory, and stays gone. */
class DestroyedSubjectTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Position ERASED_AT = new Position(17);

  @TempDir static Path directory;

  private static ConsentDatabase database;
  private static Vertx vertx;
  private static Pool pool;
  private static KeyEncryptionKeys keys;

  /** What an instance keeps it keeps for longer than the test takes. */
  private static final PrivacySettings SETTINGS =
      new PostgresSubjectsTest.Settings(100, Duration.ofHours(1), LIMIT, LIMIT);

  @BeforeAll
  static void start() throws IOException {
    database = ConsentDatabase.start();
    database.migrate();
    vertx = Vertx.vertx();
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(8))
            .connectingTo(
                PgConnectOptions.fromUri(database.reactiveUrl())
                    .setUser(ConsentDatabase.APP)
                    .setPassword(ConsentDatabase.PASSWORD))
            .using(vertx)
            .build();
    keys = TestKeys.keys(directory, TestKeys.ONE);
  }

  @AfterAll
  static void stop() {
    pool.closeAndAwait();
    vertx.closeAndAwait();
    database.close();
  }

  private static PostgresSubjects instance() {
    return new PostgresSubjects(pool, keys, SETTINGS);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }

  @Test
  void neither_key_nor_mapping_is_found_and_a_repeat_changes_nothing() {
    PostgresSubjects subjects = instance();
    var account = new AccountId("acc-gone");
    Subject subject = await(subjects.register(account)).subject();

    await(subjects.destroy(subject.id(), ERASED_AT));
    await(subjects.destroy(subject.id(), ERASED_AT));

    assertThat(await(subjects.find(account))).isEmpty();
    assertThat(await(subjects.find(subject.id()))).isEmpty();
    var erasures = new Erasures(pool, SETTINGS);
    assertThat(await(erasures.erased(List.of(subject.id(), new SubjectId(new UUID(1, 2))))))
        .containsExactly(subject.id());
  }

  @Test
  void the_account_registered_again_is_another_subject_under_another_key() {
    PostgresSubjects subjects = instance();
    var account = new AccountId("acc-back");
    Subject before = await(subjects.register(account)).subject();
    await(subjects.destroy(before.id(), ERASED_AT));

    Subject after = await(subjects.register(account)).subject();

    assertThat(after.id()).isNotEqualTo(before.id());
  }

  @Test
  void an_order_is_stored_once_and_goes_with_the_key() {
    PostgresSubjects subjects = instance();
    var erasures = new Erasures(pool, SETTINGS);
    var account = new AccountId("acc-ordered");
    Subject subject = await(subjects.register(account)).subject();

    assertThat(await(erasures.begin(account))).hasValue(subject.id());
    assertThat(await(erasures.begin(account))).hasValue(subject.id());
    assertThat(await(erasures.unfinished(Duration.ZERO, 10))).containsOnlyOnce(subject.id());
    assertThat(await(erasures.unfinished(Duration.ofHours(1), 10))).doesNotContain(subject.id());

    await(subjects.destroy(subject.id(), ERASED_AT));

    assertThat(await(erasures.unfinished(Duration.ZERO, 10))).doesNotContain(subject.id());
    assertThat(await(erasures.begin(account))).isEmpty();
  }

  @Test
  void another_instance_that_holds_the_key_in_memory_forgets_it() {
    PostgresSubjects here = instance();
    PostgresSubjects elsewhere = instance();
    var listener = new ErasedListener(vertx, pool, elsewhere, SETTINGS);
    listener.start(new StartupEvent());
    var account = new AccountId("acc-elsewhere");
    Subject subject = await(here.register(account)).subject();
    awaitListening();
    assertThat(await(elsewhere.find(account))).isPresent();

    await(here.destroy(subject.id(), ERASED_AT));

    long end = System.nanoTime() + LIMIT.toNanos();
    while (await(elsewhere.find(subject.id())).isPresent()) {
      assertThat(System.nanoTime()).as("it was told").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(await(elsewhere.find(account))).isEmpty();
    listener.stop(new ShutdownEvent());
  }

  private static void awaitListening() {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN subject%'")
        == 0) {
      assertThat(System.nanoTime()).as("it listens").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Test
  void what_was_read_before_an_erasure_is_not_kept_after_it() {
    long[] nanos = {10};
    var cache = new SubjectCache(10, 100, () -> nanos[0]);
    var id = new SubjectId(new UUID(0, 7));
    var subject = new Subject(id, new AccountId("acc-read"), new SubjectSeal(id, new byte[32]));
    cache.keep(subject, 10);
    nanos[0] = 20;
    cache.forget(id);

    cache.keep(subject, 15);

    assertThat(cache.find(id)).isEqualTo(Optional.empty());
    cache.keep(subject, 21);
    assertThat(cache.find(id)).as("read after it").isPresent();
  }

  @Test
  void a_key_that_is_being_erased_is_not_wrapped_anew() {
    PostgresSubjects subjects = instance();
    var account = new AccountId("acc-rewrapped");
    Subject subject = await(subjects.register(account)).subject();
    var versions = new KeyVersions(pool);
    assertThat(wrapped(versions)).contains(subject.id());

    await(new Erasures(pool, SETTINGS).begin(account));

    assertThat(wrapped(versions)).doesNotContain(subject.id());
  }

  private static List<SubjectId> wrapped(KeyVersions versions) {
    return await(
            pool.withTransaction(connection -> versions.next(connection, 1, new UUID(0, 0), 1_000)))
        .stream()
        .map(KeyVersions.Stored::subject)
        .toList();
  }

  @Test
  void the_application_can_neither_bring_a_key_back_nor_forget_that_it_was_destroyed()
      throws SQLException {
    PostgresSubjects subjects = instance();
    Subject subject = await(subjects.register(new AccountId("acc-forever"))).subject();
    String row =
        "INSERT INTO subject (subject, account, key_version, wrapped_key) VALUES ('%s', 'acc-forever', 1, '\\x%s')"
            .formatted(subject.id(), "00".repeat(60));
    await(subjects.destroy(subject.id(), ERASED_AT));

    for (String role : List.of(ConsentDatabase.APP, ConsentDatabase.OWNER)) {
      refused(role, row);
      refused(role, "DELETE FROM erased_subject");
      refused(role, "UPDATE erased_subject SET position = 1");
      refused(role, "TRUNCATE erased_subject");
    }
  }

  @Test
  void a_subject_is_not_remembered_as_erased_while_its_key_is_there() throws SQLException {
    Subject subject = await(instance().register(new AccountId("acc-alive"))).subject();

    refused(ConsentDatabase.APP, "INSERT INTO erased_subject VALUES ('" + subject.id() + "', 1)");
  }

  private static void refused(String role, String sql) throws SQLException {
    try (Connection connection = database.connectAs(role);
        var statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .as(role + ": " + sql)
          .isInstanceOf(SQLException.class);
    }
  }

  private static long number(String sql) {
    try (Connection connection = database.connectAsSuperuser();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
