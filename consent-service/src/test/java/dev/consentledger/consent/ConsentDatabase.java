package dev.consentledger.consent;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * An embedded PostgreSQL of its own with the empty database {@code consent}, its owner and its
 * application role, as in production. fsync is off: the tests' data need not last.
 */
public final class ConsentDatabase implements AutoCloseable {
  public static final String OWNER = "consent_owner";
  public static final String APP = "consent_app";

  /** Of both roles; the server listens on the loopback interface alone. */
  public static final String PASSWORD = "for-tests-only";

  private static final String NAME = "consent";

  private final EmbeddedPostgres server;

  private ConsentDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts the server and makes the roles and the database; migrates nothing. */
  public static ConsentDatabase start() {
    return start(Map.of());
  }

  /** Starts with these settings of the server besides, such as {@code fsync}. */
  public static ConsentDatabase start(Map<String, String> serverSettings) {
    try {
      var builder = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1");
      serverSettings.forEach(builder::setServerConfig);
      var database = new ConsentDatabase(builder.start());
      database.createRolesAndDatabase();
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void createRolesAndDatabase() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD + "'");
      statement.execute("CREATE ROLE " + APP + " LOGIN PASSWORD '" + PASSWORD + "'");
      statement.execute("CREATE DATABASE " + NAME + " OWNER " + OWNER);
    }
  }

  /** Runs Flyway as the owner, as consent-service does when it starts. */
  public void migrate() {
    Flyway.configure()
        .dataSource(jdbcUrl(), OWNER, PASSWORD)
        .placeholders(Map.of("appRole", APP))
        .load()
        .migrate();
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://" + hostAndPort() + "/" + NAME;
  }

  /** What the reactive client takes. */
  public String reactiveUrl() {
    return "postgresql://" + hostAndPort() + "/" + NAME;
  }

  private String hostAndPort() {
    return "127.0.0.1:" + server.getPort();
  }

  public Connection connectAs(String role) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), role, PASSWORD);
  }

  /** Connects as the server's superuser, whom no trigger and no privilege stops for long. */
  public Connection connectAsSuperuser() throws SQLException {
    return server.getDatabase("postgres", NAME).getConnection();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
