package dev.consentledger.operator;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that name both databases. */
final class Databases {
  @Option(
      names = "--consent",
      required = true,
      paramLabel = "<file>",
      description =
          "consent-service's settings: quarkus.datasource.jdbc.url and .username,"
              + " quarkus.flyway.username and .password")
  private Path consent = Path.of("");

  @Option(
      names = "--matching",
      required = true,
      paramLabel = "<file>",
      description = "matching-service's settings, the same names")
  private Path matching = Path.of("");

  Map<DatabaseName, DatabaseSettings> read() {
    var settings = new EnumMap<DatabaseName, DatabaseSettings>(DatabaseName.class);
    for (DatabaseName name : DatabaseName.values()) {
      settings.put(name, settings(name));
    }
    return settings;
  }

  Connection connect(DatabaseName name) throws SQLException {
    return settings(name).connect();
  }

  private DatabaseSettings settings(DatabaseName name) {
    return DatabaseSettings.read(
        switch (name) {
          case CONSENT -> consent;
          case MATCHING -> matching;
        });
  }
}
