package dev.consentledger.consent.publication;

import dev.consentledger.consent.ConsentDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One PostgreSQL and one Kafka for a class of tests; each test takes a database of its own. */
final class TestServers implements BeforeAllCallback, AfterAllCallback {
  private ConsentDatabase template;
  private String maintenanceUrl;
  private Path kafkaData;
  private TestKafka kafka;

  /** A migrated database of the class's server. */
  record Database(ConsentDatabase server, String name) {
    String reactiveUrl() {
      return server.reactiveUrl().replaceFirst("/consent$", "/" + name);
    }

    Connection connectAs(String role) throws SQLException {
      return DriverManager.getConnection(
          server.jdbcUrl().replaceFirst("/consent$", "/" + name), role, ConsentDatabase.PASSWORD);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    template = ConsentDatabase.start();
    template.migrate();
    maintenanceUrl = template.jdbcUrl().replaceFirst("/consent$", "/postgres");
    kafkaData = Files.createTempDirectory("publication-kafka");
    kafka = new TestKafka(kafkaData).start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    kafka.close();
    template.close();
    Utils.delete(kafkaData.toFile());
  }

  TestKafka kafka() {
    return kafka;
  }

  Database newDatabase() {
    String name = "consent_" + UUID.randomUUID().toString().replace("-", "");
    // A template may have no session, so the superuser works from another database.
    try (Connection connection = DriverManager.getConnection(maintenanceUrl, "postgres", "");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " TEMPLATE consent OWNER consent_owner");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Database(template, name);
  }
}
