package dev.consentledger.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * Embedded PostgreSQL that keeps its data: fsync, synchronous_commit and full_page_writes are on,
 * which the library turns off. It listens on loopback TCP alone, and every role needs its password
 * (SCRAM): another user of this machine can reach the port, but not the data. Only the moment
 * between the very first start and the superuser's password is open, while there is no data.
 */
final class Database implements AutoCloseable {
  static final List<String> NAMES = List.of("consent", "matching");
  private static final String SUPERUSER = "postgres";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String HOST_RULES = "host all all 127.0.0.1/32 scram-sha-256\n";

  private final EmbeddedPostgres postgres;
  private final Path data;
  private final Secrets secrets;

  private Database(EmbeddedPostgres postgres, Path data, Secrets secrets) {
    this.postgres = postgres;
    this.data = data;
    this.secrets = secrets;
  }

  static Database start(StackFolder folder, Secrets secrets, int port) {
    Path data = folder.postgres();
    Path log = folder.log("postgres");
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPort(port)
              .setPGStartupWait(START_LIMIT)
              .setConnectConfig("password", secrets.password(SUPERUSER))
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("max_connections", "100")
              .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Database database = new Database(postgres, data, secrets);
      database.prepare();
      return database;
    } catch (IOException | IllegalStateException e) {
      throw new StackException("PostgreSQL did not start; see " + log, e);
    }
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
  }

  String reactiveUrl(String database) {
    return "postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
  }

  Connection superuser(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, secrets.password(SUPERUSER));
  }

  private void prepare() {
    try (Connection connection = superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE postgres PASSWORD '" + secrets.password(SUPERUSER) + "'");
      Files.writeString(data.resolve("pg_hba.conf"), HOST_RULES);
      statement.execute("SELECT pg_reload_conf()");
      for (String name : NAMES) {
        makeRole(statement, name + "_owner");
        makeRole(statement, name + "_app");
        makeDatabase(statement, name);
      }
    } catch (SQLException | IOException e) {
      throw new StackException("cannot prepare the databases", e);
    }
  }

  private void makeRole(Statement statement, String role) throws SQLException {
    boolean known = exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'");
    statement.execute(
        (known ? "ALTER" : "CREATE")
            + " ROLE "
            + role
            + " LOGIN PASSWORD '"
            + secrets.password(role)
            + "'");
  }

  private static void makeDatabase(Statement statement, String name) throws SQLException {
    if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + name + "_owner");
    }
    statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    statement.execute("GRANT CONNECT ON DATABASE " + name + " TO " + name + "_app");
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new StackException("PostgreSQL did not stop", e);
    }
    Leftovers.stopPostgres(data);
  }
}
