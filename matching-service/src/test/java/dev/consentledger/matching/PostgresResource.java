package dev.consentledger.matching;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * PostgreSQL on a free port with the database {@code matching}, its owner (for Flyway) and its
 * application role, as docs/architecture.md has them.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
  private static final String DATABASE = "matching";
  private static final String OWNER = "matching_owner";
  private static final String APPLICATION = "matching_app";
  private static final String PASSWORD = "fixture";

  private EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      postgres =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      createRolesAndDatabase();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("the fixture database could not be made", e);
    }
    String address = "//localhost:" + postgres.getPort() + "/" + DATABASE;
    return Map.of(
        "quarkus.datasource.jdbc.url", "jdbc:postgresql:" + address,
        "quarkus.datasource.reactive.url", "postgresql:" + address,
        "quarkus.datasource.username", APPLICATION,
        "quarkus.datasource.password", PASSWORD,
        "quarkus.flyway.username", OWNER,
        "quarkus.flyway.password", PASSWORD);
  }

  private void createRolesAndDatabase() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String role : new String[] {OWNER, APPLICATION}) {
        statement.execute("create role " + role + " login password '" + PASSWORD + "'");
      }
      statement.execute("create database " + DATABASE + " owner " + OWNER);
    }
  }

  @Override
  public void stop() {
    if (postgres != null) {
      try {
        postgres.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
