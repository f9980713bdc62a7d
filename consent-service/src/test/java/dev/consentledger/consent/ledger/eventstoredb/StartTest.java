package dev.consentledger.consent.ledger.eventstoredb;

import static dev.consentledger.consent.ledger.Append.NO_STREAM;
import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.eventstoredb.Certificate;
import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.eventstoredb.ServerRelease;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a start checks: settings, the way to the server, and what could truncate the ledger. */
class StartTest {
  private static final String CLOSED_ACLS =
      """
      {"$userStreamAcl": {"$r": ["ledger"], "$w": "ledger", "$d": "$admins", "$mr": "$admins",
       "$mw": "$admins"}}
      """;

  @TempDir Path folder;

  private final TestEntries some = TestEntries.seeded();
  private final StreamName stream = some.stream();
  private EventStoreDbFixture cluster = EventStoreDbFixture.start();
  private EventStoreDbEventLedger ledger = open(TestSettings.of(cluster.connectionString()));

  private static EventStoreDbEventLedger open(TestSettings settings) {
    return new EventStoreDbEventLedger(settings.build());
  }

  @BeforeAll
  static void standInOnly() {
    EventStoreDbServer.standInOnly();
  }

  @AfterEach
  void stop() {
    ledger.close();
    cluster.close();
  }

  private void restart(EventStoreDbFixture.Builder builder, TestSettings settings) {
    ledger.close();
    cluster.close();
    cluster = builder.start();
    ledger = open(settings.with("connection-string", cluster.connectionString()));
  }

  private void append(int entries) {
    await(ledger.append(new Append(stream, NO_STREAM, some.entries(entries))));
  }

  @ParameterizedTest
  @EnumSource
  void a_ledger_that_nothing_truncates_starts_on_servers_of_every_age(ServerRelease release) {
    restart(EventStoreDbFixture.builder().release(release), TestSettings.of(""));
    assertThatCode(ledger::start).doesNotThrowAnyException();
    append(5);
    cluster.setMetadata("orders-1", "{\"$maxCount\": 1}");
    cluster.setMetadata(stream.value(), "{\"$cacheControl\": 60, \"owner\": \"us\"}");

    try (var next = new Closing(open(TestSettings.of(cluster.connectionString())))) {
      assertThatCode(next.ledger::start).doesNotThrowAnyException();
      assertThat(next.ledger.danger()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"$maxAge,60", "$maxCount,100", "$tb,1", "$tb,9223372036854775807"})
  void a_stream_that_could_be_truncated_refuses_the_start(String field, long value) {
    append(3);
    cluster.setMetadata(stream.value(), "{\"" + field + "\": " + value + "}");

    assertThatThrownBy(ledger::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(stream.value())
        .hasMessageContaining(field);
  }

  @Test
  void metadata_of_everything_refuses_the_start_too() {
    append(1);
    cluster.setMetadata("$all", "{\"$maxAge\": 86400}");

    assertThatThrownBy(ledger::start)
        .hasMessageContaining("stream $all")
        .hasMessageContaining("$maxAge");
  }

  @Test
  void the_last_metadata_of_a_stream_counts() {
    append(1);
    cluster.setMetadata(stream.value(), "{\"$maxCount\": 1000}");
    cluster.setMetadata(stream.value(), "{}");

    assertThatCode(ledger::start).doesNotThrowAnyException();
  }

  @Test
  void metadata_that_is_set_later_is_seen_and_its_end_too() {
    append(1);
    ledger.start();
    assertThat(ledger.danger()).isEmpty();

    cluster.setMetadata(stream.value(), "{\"$maxCount\": 1}");
    awaitDanger(true);
    assertThat(ledger.danger().orElseThrow()).contains(stream.value()).contains("$maxCount");
    cluster.setMetadata(stream.value(), "{}");
    awaitDanger(false);
  }

  @Test
  void a_stream_that_was_truncated_is_not_read_as_if_it_were_whole() {
    append(3);
    cluster.setMetadata(stream.value(), "{\"$tb\": 1}");

    assertThatThrownBy(() -> await(ledger.readStream(stream, 0)))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("truncated");
  }

  @Test
  void a_stream_that_was_deleted_takes_no_second_beginning() {
    append(3);
    cluster.setMetadata(stream.value(), "{\"$tb\": " + Long.MAX_VALUE + "}");

    assertThatThrownBy(() -> append(1))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("truncated");
  }

  @Test
  void a_tombstone_ends_appends_and_reads_and_is_seen_by_a_follower() {
    append(2);
    ledger.start();
    var following = ledger.follow(Position.START).subscribe().with(_ -> {}, _ -> {});
    cluster.tombstone(stream.value());

    awaitDanger(true);
    assertThat(ledger.danger().orElseThrow()).contains(stream.value()).contains("deleted");
    assertThatThrownBy(() -> await(ledger.readStream(stream, 0)))
        .isInstanceOf(LedgerUnavailable.class);
    assertThatThrownBy(() -> await(ledger.append(new Append(stream, 1, some.entries(1)))))
        .isInstanceOf(LedgerUnavailable.class);
    following.cancel();
  }

  @Test
  void acls_that_let_everybody_delete_refuse_the_start_where_there_are_users() throws IOException {
    TestSettings settings =
        TestSettings.of("").with("user", "ledger").with("password-file", secret());
    restart(EventStoreDbFixture.builder().credentials("ledger", "pass phrase"), settings);

    assertThatThrownBy(ledger::start)
        .hasMessageContaining("$settings")
        .hasMessageContaining("$userStreamAcl");

    cluster.setSettings(CLOSED_ACLS);
    try (var next =
        new Closing(open(settings.with("connection-string", cluster.connectionString())))) {
      assertThatCode(next.ledger::start).doesNotThrowAnyException();
      cluster.setSettings(
          CLOSED_ACLS.replace("\"$d\": \"$admins\"", "\"$d\": [\"ops\", \"$all\"]"));
      awaitDanger(next.ledger, true);
    }
  }

  @Test
  void acls_that_are_too_wide_only_warn_where_that_is_set() throws IOException {
    restart(
        EventStoreDbFixture.builder().credentials("ledger", "pass phrase"),
        TestSettings.of("")
            .with("user", "ledger")
            .with("password-file", secret())
            .with("acl-check", "warn"));

    assertThatCode(ledger::start).doesNotThrowAnyException();
  }

  @Test
  void a_wrong_password_refuses_the_start_and_is_not_repeated() throws IOException {
    restart(
        EventStoreDbFixture.builder().credentials("ledger", "another"),
        TestSettings.of("")
            .with("user", "ledger")
            .with("password-file", secret())
            .with("read-timeout", "300ms")
            .with("start-limit", "1s"));

    assertThatThrownBy(ledger::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("connection-string")
        .hasMessageNotContaining("pass phrase");
  }

  @Test
  void tls_with_the_clusters_own_certificates_and_a_password_works() throws IOException {
    Certificate certificate = Certificate.in(folder);
    restart(
        EventStoreDbFixture.builder().tls(certificate).credentials("ledger", "pass phrase"),
        TestSettings.of("")
            .with("user", "ledger")
            .with("password-file", secret())
            .with("ca-file", certificate.file().toString()));

    append(2);

    assertThat(await(ledger.readStream(stream, 0))).hasSize(2);
    TestSettings stranger =
        TestSettings.of(cluster.connectionString())
            .with("read-timeout", "500ms")
            .with("user", "ledger")
            .with("password-file", secret());
    try (var other = new Closing(open(stranger))) {
      assertThatThrownBy(() -> await(other.ledger.head())).isInstanceOf(LedgerUnavailable.class);
    }
  }

  @Test
  void an_append_larger_than_the_server_takes_is_refused_for_good() {
    restart(EventStoreDbFixture.builder().appendBytesMax(10_000), TestSettings.of(""));

    assertThatThrownBy(() ->
            await(ledger.append(new Append(stream, NO_STREAM, List.of(some.entryOf(10_001))))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MaxAppendSize");
  }

  @ParameterizedTest
  @CsvSource({
    "connection-string,''",
    "connection-string,http://127.0.0.1",
    "connection-string,esdb://",
    "connection-string,esdb://127.0.0.1?nodePreference=follower",
    "user,esdb://admin:pass%20phrase@127.0.0.1",
    "ca-file,esdb://127.0.0.1"
  })
  void a_wrong_setting_is_refused_with_its_name(String setting, String connectionString)
      throws IOException {
    TestSettings settings = TestSettings.of(connectionString);
    if (setting.equals("user")) {
      settings.with("user", "ledger").with("password-file", secret());
    } else if (setting.equals("ca-file")) {
      settings.with("ca-file", folder.resolve("nothing").toString());
    }

    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consentledger.ledger.eventstoredb." + setting)
        .hasMessageNotContaining("pass");
  }

  @Test
  void a_user_without_a_password_file_is_refused() {
    assertThatThrownBy(() -> open(TestSettings.of("esdb://127.0.0.1").with("user", "ledger")))
        .hasMessageContaining("password-file");
  }

  private String secret() throws IOException {
    return Files.writeString(folder.resolve("password"), "pass phrase\n").toString();
  }

  private void awaitDanger(boolean expected) {
    awaitDanger(ledger, expected);
  }

  private static void awaitDanger(EventStoreDbEventLedger ledger, boolean expected) {
    await(
        Uni.createFrom()
            .item(() -> ledger.danger().isPresent())
            .repeat()
            .withDelay(Duration.ofMillis(5))
            .until(is -> is == expected)
            .collect()
            .last()
            .replaceWithVoid());
  }

  private record Closing(EventStoreDbEventLedger ledger) implements AutoCloseable {
    @Override
    public void close() {
      ledger.close();
    }
  }
}
