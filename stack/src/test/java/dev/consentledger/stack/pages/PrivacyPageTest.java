package dev.consentledger.stack.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/privacy.md} has every table and column of both databases, and no other. */
class PrivacyPageTest {
  private static final Path ROOT = Pages.root();
  private static final Path PAGE = ROOT.resolve("docs/privacy.md");
  private static final Pattern VERSION = Pattern.compile("V(\\d+)__.*\\.sql");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

  /** Made by Flyway itself, which is not run here. */
  private static final String FLYWAY = "flyway_schema_history";

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource({"consent, consent-service", "matching, matching-service"})
  void the_page_has_the_database_as_its_migrations_make_it(String database, String module)
      throws IOException, SQLException {
    Map<String, Set<String>> said = onPage(database);
    assertThat(said.remove(FLYWAY)).isNotEmpty();

    Map<String, Set<String>> made = made(database, module);

    assertThat(made).as("the migrations make tables").isNotEmpty();
    assertThat(said)
        .as("docs/privacy.md must say of each table and column where its data comes from and goes")
        .isEqualTo(made);
  }

  private static Map<String, Set<String>> made(String database, String module)
      throws IOException, SQLException {
    try (Connection admin = postgres.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("CREATE ROLE " + database + "_app");
      statement.execute("CREATE DATABASE " + database);
    }
    try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      for (Path migration : migrations(module)) {
        statement.execute(Files.readString(migration).replace("${appRole}", database + "_app"));
      }
      Map<String, Set<String>> tables = new TreeMap<>();
      try (ResultSet columns =
          statement.executeQuery(
              "SELECT table_name, column_name FROM information_schema.columns"
                  + " WHERE table_schema = 'public'")) {
        while (columns.next()) {
          tables
              .computeIfAbsent(columns.getString(1), _ -> new TreeSet<>())
              .add(columns.getString(2));
        }
      }
      return tables;
    }
  }

  private static List<Path> migrations(String module) throws IOException {
    try (Stream<Path> files =
        Files.list(ROOT.resolve(module).resolve("src/main/resources/db/migration"))) {
      return files.sorted(Comparator.comparingInt(PrivacyPageTest::version)).toList();
    }
  }

  private static int version(Path migration) {
    Matcher name = VERSION.matcher(migration.getFileName().toString());
    assertThat(name.matches()).as(migration.toString()).isTrue();
    return Integer.parseInt(name.group(1));
  }

  /** The tables below the database's heading: name in the first cell, columns in the second. */
  private static Map<String, Set<String>> onPage(String database) throws IOException {
    String page = Files.readString(PAGE);
    String heading = "### Database `" + database + "`";
    assertThat(page).contains(heading);
    String section = page.substring(page.indexOf(heading) + heading.length());
    section = section.substring(0, section.indexOf("\n### "));
    Map<String, Set<String>> tables = new TreeMap<>();
    for (String line : section.lines().filter(each -> each.startsWith("| `")).toList()) {
      String[] cells = line.split("\\|", -1);
      String table = names(cells[1]).getFirst();
      assertThat(tables.put(table, new TreeSet<>(names(cells[2])))).as(table).isNull();
    }
    return tables;
  }

  private static List<String> names(String cell) {
    return NAME.matcher(cell).results().map(found -> found.group(1)).toList();
  }
}
