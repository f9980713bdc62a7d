package dev.consentledger.consent.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Seal.SealedFor;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final byte[] PLAIN = "a digest".getBytes(StandardCharsets.UTF_8);
  private static final EventId EVENT = EventId.parse("00000000-0000-4000-8000-00000000000e");

  @TempDir Path directory;

  private static ConsentDatabase database;
  private static Vertx vertx;
  private static Pool pool;

  private Path file;
  private KeyVersions versions;

  @BeforeAll
  static void start() {
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
  }

  @AfterAll
  static void stop() {
    pool.closeAndAwait();
    vertx.closeAndAwait();
    database.close();
  }

  @BeforeEach
  void startWithOneKey() throws IOException {
    file = TestKeys.file(directory, "rw-------", TestKeys.ONE + "\n");
    versions = new KeyVersions(pool);
  }

  @AfterEach
  void forgetSubjects() throws SQLException {
    asOwner("DELETE FROM subject");
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }

  private FileKeyEncryptionKeys keys() {
    return new FileKeyEncryptionKeys(file, versions::inUse, LIMIT);
  }

  private static PostgresSubjects subjects(KeyEncryptionKeys keys) {
    return new PostgresSubjects(
        pool, keys, new PostgresSubjectsTest.Settings(0, Duration.ZERO, LIMIT, LIMIT));
  }

  private void write(String... lines) throws IOException {
    Path beside = TestKeys.file(directory, "rw-------", String.join("\n", lines) + "\n");
    Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Subject> register(KeyEncryptionKeys keys, String prefix, int count) {
    var subjects = subjects(keys);
    return IntStream.range(0, count)
        .mapToObj(i -> await(subjects.register(new AccountId(prefix + i))).subject())
        .toList();
  }

  private static SealedFor what(Subject subject) {
    return new SealedFor(EVENT, "dev.consentledger.Tested.v1", subject.id().stream());
  }

  private static KeyRotation.State rotate(KeyRotation rotation) {
    await(rotation.begin());
    return awaitEnd(rotation);
  }

  private static KeyRotation.State awaitEnd(KeyRotation rotation) {
    long end = System.nanoTime() + LIMIT.toNanos();
    KeyRotation.State state = await(rotation.state());
    while (state.running()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
      state = await(rotation.state());
    }
    return state;
  }

  private static int asOwner(String sql) throws SQLException {
    try (Connection connection = database.connectAs(ConsentDatabase.OWNER);
        var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  @Test
  void every_data_key_is_wrapped_anew_and_opens_the_same_entries() throws IOException {
    var keys = keys();
    List<Subject> before = register(keys, "acc-", KeyRotation.BATCH_SUBJECTS_MAX + 7);
    List<byte[]> boxes = before.stream().map(each -> each.seal().seal(what(each), PLAIN)).toList();
    write(TestKeys.ONE, TestKeys.TWO);
    await(keys.refresh());

    KeyRotation.State state = rotate(new KeyRotation(keys, versions));

    assertThat(state.inUse()).containsExactly(2);
    assertThat(state.left()).isZero();
    assertThat(state.rewrapped()).isEqualTo(before.size());
    write(TestKeys.TWO);
    var restarted = subjects(keys());
    for (int i = 0; i < before.size(); i += 50) {
      Subject after = await(restarted.find(before.get(i).id())).orElseThrow();
      assertThat(after.seal().open(what(after), boxes.get(i))).hasValue(PLAIN);
    }
  }

  @Test
  void a_rotation_that_was_interrupted_goes_on_with_what_is_left() throws Exception {
    var keys = keys();
    register(keys, "acc-", 20);
    write(TestKeys.ONE, TestKeys.TWO);
    await(keys.refresh());
    var rotation = new KeyRotation(keys, versions);
    rotate(rotation);
    write(TestKeys.ONE);
    var late = keys();
    register(late, "late-", 3);
    write(TestKeys.ONE, TestKeys.TWO);

    assertThat(await(rotation.state()).left()).isEqualTo(3);
    KeyRotation.State state = rotate(rotation);

    assertThat(state.rewrapped()).isEqualTo(3);
    assertThat(state.inUse()).containsExactly(2);
  }

  @Test
  void two_instances_share_the_work() throws IOException {
    var keys = keys();
    register(keys, "acc-", 200);
    write(TestKeys.ONE, TestKeys.TWO);
    await(keys.refresh());
    var one = new KeyRotation(keys, versions);
    var other = new KeyRotation(keys(), new KeyVersions(pool));

    await(Uni.join().all(one.begin(), other.begin()).andFailFast());

    assertThat(awaitEnd(one).rewrapped() + awaitEnd(other).rewrapped()).isEqualTo(200);
    assertThat(await(one.state()).inUse()).containsExactly(2);
  }

  @Test
  void a_file_that_lost_a_version_in_use_is_refused_and_the_keys_stay() throws Exception {
    var keys = keys();
    Subject subject = register(keys, "acc-", 1).getFirst();
    write(TestKeys.TWO);

    await(keys.refresh());

    assertThat(keys.held().versions()).containsExactly(1);
    assertThat(keys.held().refused().orElseThrow())
        .startsWith("consentledger.key-encryption-key-file: version 1 is missing")
        .doesNotContain("2222");
    assertThat(await(subjects(keys).find(subject.id()))).isPresent();
    write(TestKeys.ONE, TestKeys.TWO);
    await(keys.refresh());
    assertThat(keys.held().refused()).isEmpty();
    assertThat(keys.held().versions()).containsExactly(1, 2);
  }

  @Test
  void a_version_that_wraps_new_keys_is_not_dropped_at_once_even_where_nothing_is_wrapped()
      throws Exception {
    var keys = keys();
    write(TestKeys.TWO);

    await(keys.refresh());

    assertThat(keys.held().newest()).isEqualTo(1);
    assertThat(keys.held().refused().orElseThrow()).contains("version 1 is missing");
  }

  @Test
  void a_garbled_file_is_refused_and_the_keys_stay() throws Exception {
    var keys = keys();
    write("rubbish");

    assertThat(keys.refresh().onFailure().recoverWithNull().await().atMost(LIMIT)).isNull();

    assertThat(keys.held().versions()).containsExactly(1);
    assertThat(keys.held().refused().orElseThrow()).contains("line 1 is not");
  }

  @Test
  void a_version_that_another_instance_read_first_is_read_when_it_is_met() throws Exception {
    var slow = keys();
    write(TestKeys.ONE, TestKeys.TWO);
    Subject subject = register(keys(), "acc-", 1).getFirst();

    assertThat(await(subjects(slow).find(subject.id()))).isPresent();
    assertThat(slow.held().newest()).isEqualTo(2);
  }

  @Test
  void a_damaged_wrap_is_counted_and_stops_nobody_else() throws Exception {
    var keys = keys();
    Subject damaged = register(keys, "acc-", 10).get(4);
    assertThat(
            asOwner(
                "UPDATE subject SET wrapped_key = set_byte(wrapped_key, 20,"
                    + " get_byte(wrapped_key, 20) # 1) WHERE subject = '"
                    + damaged.id().value()
                    + "'"))
        .isOne();
    write(TestKeys.ONE, TestKeys.TWO);
    await(keys.refresh());

    KeyRotation.State state = rotate(new KeyRotation(keys, versions));

    assertThat(state.unreadable()).isOne();
    assertThat(state.left()).isOne();
    assertThat(state.rewrapped()).isEqualTo(9);
    assertThat(state.inUse()).containsExactly(1, 2);
  }

  @Test
  void the_application_may_change_the_wrap_and_nothing_else_of_a_subject() throws Exception {
    register(keys(), "acc-", 1);
    try (Connection connection = database.connectAs(ConsentDatabase.APP);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE subject SET key_version = 9")).isOne();
      for (String column : List.of("subject = gen_random_uuid()", "account = 'other'")) {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                () -> statement.executeUpdate("UPDATE subject SET " + column))
            .hasMessageContaining("permission denied");
      }
    }
  }
}
