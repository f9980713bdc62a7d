package dev.consentledger.operator;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How to reach one database as its owner, read from a file in the form of the service's own
 * settings, so that the service's file serves here too.
 *
 * @param appRole the role that the migrations give the application's rights to
 */
record DatabaseSettings(String jdbcUrl, String owner, String password, String appRole) {
  static DatabaseSettings read(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw Trouble.usage(file + " can't be read (" + e.getClass().getSimpleName() + ")");
    }
    return new DatabaseSettings(
        required(properties, "quarkus.datasource.jdbc.url", file),
        required(properties, "quarkus.flyway.username", file),
        required(properties, "quarkus.flyway.password", file),
        required(properties, "quarkus.datasource.username", file));
  }

  private static String required(Properties properties, String name, Path file) {
    String value = properties.getProperty(name);
    if (value == null || value.isBlank()) {
      throw Trouble.usage(name + " is not set in " + file);
    }
    return value;
  }

  /** Text of values as it is the same on every server and in every place. */
  Connection connect() throws SQLException {
    Connection connection;
    try {
      connection = DriverManager.getConnection(jdbcUrl, owner, password);
    } catch (SQLException e) {
      throw Trouble.notDone(
          "the database at " + jdbcUrl + " can't be reached (SQLSTATE " + e.getSQLState() + ")");
    }
    try (var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET DateStyle = 'ISO'");
      statement.execute("SET IntervalStyle = 'iso_8601'");
      statement.execute("SET bytea_output = 'hex'");
      statement.execute("SET extra_float_digits = 1");
    }
    return connection;
  }

  @Override
  public String toString() {
    return "DatabaseSettings(" + jdbcUrl + ")";
  }
}
