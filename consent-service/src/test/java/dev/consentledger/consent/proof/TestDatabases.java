package dev.consentledger.consent.proof;

import dev.consentledger.consent.ConsentDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL for a class of tests; each test takes a database of its own. */
final class TestDatabases implements BeforeAllCallback, AfterAllCallback {
  private ConsentDatabase template;
  private String maintenanceUrl;

  /** A migrated database of the class's server. */
  record Database(ConsentDatabase server, String name) {
    String reactiveUrl() {
      return server.reactiveUrl().replaceFirst("/consent$", "/" + name);
    }

    String jdbcUrl() {
      return server.jdbcUrl().replaceFirst("/consent$", "/" + name);
    }

    /** With the role that migrates. */
    DataSource owner() {
      var owner = new PGSimpleDataSource();
      owner.setUrl(jdbcUrl());
      owner.setUser(ConsentDatabase.OWNER);
      owner.setPassword(ConsentDatabase.PASSWORD);
      return owner;
    }

    /** As somebody with full access to the database, whom no trigger stops. */
    void tamper(String sql) {
      try (Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "");
          var statement = connection.createStatement()) {
        statement.execute("SET session_replication_role = replica");
        statement.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL");
        statement.execute("ALTER TABLE ledger_head DISABLE TRIGGER ALL");
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    template = ConsentDatabase.start();
    template.migrate();
    maintenanceUrl = template.jdbcUrl().replaceFirst("/consent$", "/postgres");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    template.close();
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
