package dev.consentledger.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent;
import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceEvent.AudienceDeleted;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.proof.RootBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One system's databases are backed up and restored as another's. */
class RestoreTest {
  private static final UUID KEPT = new UUID(0, 1);
  private static final UUID DELETED = new UUID(0, 2);
  private static final UUID UNKNOWN = new UUID(0, 3);
  private static final UUID ERASED_SINCE = new UUID(0x4000L, 0x8000_0000_0000_0004L);
  private static final UUID STAYS = new UUID(0x4000L, 0x8000_0000_0000_0005L);
  private static final UUID GONE = new UUID(0x4000L, 0x8000_0000_0000_0006L);

  private static EmbeddedPostgres server;

  @TempDir Path folder;

  private String name;
  private Path backup;

  /** What a command said, and its exit code. */
  private record Said(int exitCode, String words) {}

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    for (String role :
        new String[] {"consent_owner", "consent_app", "matching_owner", "matching_app"}) {
      asSuperuser("CREATE ROLE " + role + " LOGIN PASSWORD 'for-tests-only'");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void fill() throws Exception {
    name = "of_" + UUID.randomUUID().toString().replace("-", "");
    backup = folder.resolve("backup");
    create(name);
    migrate("consent");
    migrate("matching");
    var root = new RootBuilder();
    append(1, KEPT, 0, new AudienceCreated(new AdvertiserId("shop")), root);
    append(2, DELETED, 0, new AudienceCreated(new AdvertiserId("shop")), root);
    append(3, DELETED, 1, new AudienceDeleted(), root);
    in(
        "consent",
        "UPDATE proof_head SET size = 3, position = 3, term = 1, root = '\\x"
            + root.root().hex()
            + "'");
    for (UUID audience : new UUID[] {KEPT, DELETED, UNKNOWN}) {
      in(
          "matching",
          "INSERT INTO audience (audience, advertiser, name, position) VALUES ('%s', 'shop', 'n', 1)"
              .formatted(audience));
    }
    in(
        "matching",
        "INSERT INTO run (run, audience, state, match_secret_version, recorded_position)"
            + " VALUES ('%s', '%s', 'ready', 1, 3)".formatted(new UUID(1, 1), KEPT));
  }

  private Said backUp() throws Exception {
    return run("backup", backup.toString(), options(name));
  }

  private Said restoreAs(String other, String... more) throws Exception {
    String[] options =
        Stream.concat(Arrays.stream(options(other)), Arrays.stream(more)).toArray(String[]::new);
    return run("restore", backup.toString(), options);
  }

  @Test
  void every_row_comes_back_and_the_root_is_computed_again() throws Exception {
    assertThat(backUp().exitCode()).isZero();
    create(name + "b");

    Said restored = restoreAs(name + "b");

    assertThat(restored.exitCode()).as(restored.words()).isZero();
    assertThat(restored.words()).contains("lead to the root that was signed: 3 entries");
    assertThat(
            text(
                name + "b",
                "consent",
                "SELECT string_agg(encode(bytes, 'hex'), ',') FROM ledger_entry"))
        .isEqualTo(
            text(
                name, "consent", "SELECT string_agg(encode(bytes, 'hex'), ',') FROM ledger_entry"));
    assertThat(text(name + "b", "consent", "SELECT position FROM ledger_head")).isEqualTo("3");
    assertThat(text(name + "b", "consent", "SELECT restored FROM publication_cursor"))
        .isEqualTo("t");
    assertThat(restoreAs(name + "b").exitCode()).as("once more").isZero();
  }

  @Test
  void the_ledger_is_right_where_the_other_database_knows_otherwise() throws Exception {
    backUp();
    create(name + "b");

    String words = restoreAs(name + "b").words();

    assertThat(words).contains("is deleted again", "is hidden", "is withdrawn");
    assertThat(of(DELETED, "deleting")).isEqualTo("t");
    assertThat(of(KEPT, "deleting")).isEqualTo("f");
    assertThat(of(UNKNOWN, "position IS NULL")).isEqualTo("t");
    assertThat(of(KEPT, "position IS NULL")).isEqualTo("f");
    assertThat(text(name + "b", "matching", "SELECT state FROM run")).isEqualTo("failed");
  }

  @Test
  void a_damaged_backup_is_refused_before_anything_is_changed() throws Exception {
    backUp();
    create(name + "b");
    Path file = backup.resolve("consent/ledger_entry.copy.gz");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Said restored = restoreAs(name + "b");

    assertThat(restored.exitCode()).isEqualTo(3);
    assertThat(restored.words()).contains("ledger_entry.copy.gz is damaged");
    assertThat(run("verify", backup.toString()).exitCode()).isEqualTo(3);
    assertThat(
            text(
                name + "b",
                "consent",
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isEqualTo("0");
  }

  @Test
  void a_database_that_is_not_empty_is_refused() throws Exception {
    backUp();
    append(4, new UUID(0, 4), 0, new AudienceCreated(new AdvertiserId("shop")), new RootBuilder());

    Said restored = restoreAs(name);

    assertThat(restored.exitCode()).isEqualTo(3);
    assertThat(restored.words()).contains("holds something else");
    assertThat(text(name, "consent", "SELECT restored FROM publication_cursor")).isEqualTo("f");
  }

  @Test
  void entries_that_do_not_lead_to_the_signed_root_are_told() throws Exception {
    in("consent", "UPDATE proof_head SET root = sha256('another')");
    backUp();
    create(name + "b");

    Said restored = restoreAs(name + "b");

    assertThat(restored.exitCode()).isEqualTo(3);
    assertThat(restored.words()).contains("lead to another root");
  }

  @Test
  void entries_that_moved_to_another_store_say_nothing_about_the_ledger_any_more()
      throws Exception {
    in("consent", "INSERT INTO ledger_moved (entries, root) VALUES (3, sha256(''))");
    in("consent", "UPDATE proof_head SET size = 9, position = 900, term = 2");
    backUp();
    create(name + "b");

    Said restored = restoreAs(name + "b");

    assertThat(restored.exitCode()).as(restored.words()).isZero();
    assertThat(restored.words()).contains("EventStoreDB keeps the ledger");
    assertThat(of(UNKNOWN, "position IS NULL")).isEqualTo("f");
  }

  @Test
  void a_folder_is_used_once_and_holds_no_password() throws Exception {
    backUp();

    assertThat(backUp().exitCode()).isEqualTo(2);
    assertThat(Files.readString(backup.resolve("manifest.json"))).doesNotContain("for-tests-only");
  }

  @Test
  void whom_the_operator_names_as_erased_since_is_erased_again() throws Exception {
    subject(ERASED_SINCE, "account-1");
    subject(STAYS, "account-2");
    backUp();
    create(name + "b");
    Path erased =
        Files.writeString(folder.resolve("erased"), ERASED_SINCE + "\n\n" + GONE + ",17\n");

    Said restored = restoreAs(name + "b", "--erased", erased.toString());

    assertThat(restored.exitCode()).as(restored.words()).isZero();
    assertThat(restored.words()).contains("1 people who were erased since the backup");
    assertThat(text(name + "b", "consent", "SELECT string_agg(subject::text, ' ') FROM erasure"))
        .isEqualTo(ERASED_SINCE.toString());
  }

  @Test
  void a_key_whose_erasure_the_ledger_holds_does_not_come_back() throws Exception {
    subject(ERASED_SINCE, "account-1");
    subject(STAYS, "account-2");
    append(4, new StreamName("subject-" + ERASED_SINCE), 0, new SubjectErased(), new RootBuilder());
    backUp();
    create(name + "b");

    Said restored = restoreAs(name + "b");

    assertThat(restored.exitCode()).as(restored.words()).isZero();
    assertThat(restored.words()).contains("1 people whom the ledger says to be erased");
    assertThat(text(name + "b", "consent", "SELECT string_agg(subject::text, ' ') FROM erasure"))
        .isEqualTo(ERASED_SINCE.toString());
  }

  @Test
  void those_who_were_erased_before_the_backup_are_remembered() throws Exception {
    in("consent", "INSERT INTO erased_subject VALUES ('" + GONE + "', 2)");
    backUp();
    create(name + "b");

    assertThat(restoreAs(name + "b").exitCode()).isZero();

    assertThat(text(name + "b", "consent", "SELECT subject::text FROM erased_subject"))
        .isEqualTo(GONE.toString());
  }

  @Test
  void a_list_of_erased_people_that_holds_something_else_is_refused() throws Exception {
    backUp();
    create(name + "b");
    Path erased = Files.writeString(folder.resolve("erased"), "account-1\n");

    Said restored = restoreAs(name + "b", "--erased", erased.toString());

    assertThat(restored.exitCode()).isEqualTo(2);
    assertThat(restored.words()).contains("begins with the id of a subject");
  }

  private void subject(UUID subject, String account) throws SQLException {
    in(
        "consent",
        "INSERT INTO subject (subject, account, key_version, wrapped_key) VALUES ('%s', '%s', 1, '\\x%s')"
            .formatted(subject, account, "00".repeat(60)));
  }

  private void append(
      long position, UUID audience, long revision, AudienceEvent event, RootBuilder root)
      throws SQLException {
    append(position, new StreamName("audience-" + audience), revision, event, root);
  }

  private void append(
      long position, StreamName stream, long revision, LedgerEvent event, RootBuilder root)
      throws SQLException {
    var header =
        new EntryHeader(
            new EventId(UUID.randomUUID()),
            "cell-1",
            stream,
            Instant.parse("2026-11-21T00:00:00Z"),
            revision);
    byte[] bytes = EntryCodec.encode(header, event, Seal.CLOSED);
    root.add(bytes);
    try (Connection connection = connect(name, "consent");
        var insert =
            connection.prepareStatement(
                "INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes)"
                    + " VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, position);
      insert.setString(2, header.stream().value());
      insert.setLong(3, revision);
      insert.setObject(4, header.id().value());
      insert.setString(5, EntryCodec.typeOf(event));
      insert.setBytes(6, bytes);
      insert.executeUpdate();
    }
  }

  private String of(UUID audience, String column) throws SQLException {
    return text(
        name + "b",
        "matching",
        "SELECT " + column + " FROM audience WHERE audience = '" + audience + "'");
  }

  private static void create(String prefix) throws SQLException {
    for (String database : new String[] {"consent", "matching"}) {
      asSuperuser("CREATE DATABASE " + prefix + "_" + database + " OWNER " + database + "_owner");
    }
  }

  private void migrate(String database) {
    Flyway.configure()
        .dataSource(url(name, database), database + "_owner", "for-tests-only")
        .locations("classpath:migrations/" + database)
        .placeholders(Map.of("appRole", database + "_app"))
        .load()
        .migrate();
  }

  private void in(String database, String sql) throws SQLException {
    try (Connection connection = connect(name, database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(String prefix, String database, String sql) throws SQLException {
    try (Connection connection = connect(prefix, database)) {
      return Tables.text(connection, sql);
    }
  }

  private static Connection connect(String prefix, String database) throws SQLException {
    return DriverManager.getConnection(
        url(prefix, database), database + "_owner", "for-tests-only");
  }

  private static String url(String prefix, String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + prefix + "_" + database;
  }

  private static void asSuperuser(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String[] options(String prefix) throws IOException {
    return new String[] {
      "--consent", settings(prefix, "consent"), "--matching", settings(prefix, "matching")
    };
  }

  private String settings(String prefix, String database) throws IOException {
    return Files.writeString(
            folder.resolve(prefix + "-" + database + ".properties"),
            """
            quarkus.datasource.jdbc.url=%s
            quarkus.datasource.username=%s_app
            quarkus.flyway.username=%s_owner
            quarkus.flyway.password=for-tests-only
            """
                .formatted(url(prefix, database), database, database))
        .toString();
  }

  private static Said run(String command, String backup, String... options) {
    var words = new StringWriter();
    var out = new PrintWriter(words);
    var all = new String[options.length + 2];
    all[0] = command;
    all[1] = backup;
    System.arraycopy(options, 0, all, 2, options.length);
    int exitCode = Operator.run(out, out, all);
    out.flush();
    return new Said(exitCode, words.toString());
  }
}
