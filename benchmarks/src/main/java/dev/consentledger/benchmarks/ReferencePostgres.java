package dev.consentledger.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * PostgreSQL 18 as somebody would run it who knows it: durable (fsync, synchronous commits,
 * full-page writes), with memory and planner set for a machine like this one. {@code
 * wal_level=minimal} lets COPY into a table of the same transaction skip the log, safely.
 */
public final class ReferencePostgres implements AutoCloseable {
  private static final Map<String, String> SETTINGS = settings();

  private final EmbeddedPostgres postgres;

  private ReferencePostgres(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("full_page_writes", "on");
    settings.put("shared_buffers", "2GB");
    settings.put("work_mem", "512MB");
    settings.put("maintenance_work_mem", "1GB");
    settings.put("effective_cache_size", "8GB");
    settings.put("random_page_cost", "1.1");
    settings.put("max_wal_size", "8GB");
    settings.put("checkpoint_timeout", "30min");
    settings.put("wal_level", "minimal");
    settings.put("max_wal_senders", "0");
    settings.put("max_parallel_workers_per_gather", "2");
    settings.put("max_connections", "150");
    return settings;
  }

  public static ReferencePostgres start(Path folder) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("data"))
            .setCleanDataDirectory(true)
            .setRegisterShutdownHook(true)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD);
    SETTINGS.forEach(builder::setServerConfig);
    return new ReferencePostgres(builder.start());
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "");
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  public int port() {
    return postgres.getPort();
  }

  /** The version and settings, as a page states them. */
  public static String describe(Connection connection) throws SQLException {
    StringBuilder text = new StringBuilder(only(connection, "SHOW server_version"));
    SETTINGS.forEach((name, value) -> text.append(", ").append(name).append("=").append(value));
    return text.toString();
  }

  /** The first column of the only row. */
  public static String only(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
