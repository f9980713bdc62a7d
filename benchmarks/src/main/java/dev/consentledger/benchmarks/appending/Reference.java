package dev.consentledger.benchmarks.appending;

import dev.consentledger.benchmarks.load.Concurrent;
import dev.consentledger.stack.Stack;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * What a user would pick instead: a table in the very PostgreSQL that holds the ledger, with a
 * primary key and nothing else. No unique event ids, no revisions, no encryption, no proofs.
 */
public final class Reference implements AutoCloseable {
  private static final String TABLE =
      "CREATE TABLE appended (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
          + " account text NOT NULL, event text NOT NULL)";
  private static final long LIMIT_SECONDS = 600;

  private final Stack stack;
  private final Connection connection;
  private final Path folder;
  private final String host;
  private final int port;

  /**
   * @param folder for pgbench's script
   */
  public Reference(Stack stack, Path folder) throws SQLException, IOException {
    this.stack = stack;
    this.folder = Files.createDirectories(folder);
    this.connection = stack.superuser("postgres");
    var url = URI.create(connection.getMetaData().getURL().substring("jdbc:".length()));
    this.host = url.getHost();
    this.port = url.getPort();
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
  }

  /** Where pgbench is; null where it is not installed. */
  static @Nullable Path pgbench() throws IOException {
    List<Path> places = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      places.add(Path.of(folder, "pgbench"));
    }
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.forEach(version -> places.add(version.resolve("bin/pgbench")));
      }
    }
    return places.stream().filter(Files::isExecutable).findFirst().orElse(null);
  }

  /** Seconds that pgbench took to insert so many rows, each with a commit of its own. */
  double insertWithPgbench(Path pgbench, int rows, int clients, int eventBytes)
      throws IOException, InterruptedException {
    Path script =
        Files.writeString(
            folder.resolve("insert.sql"),
            "\\set account random(1, 1000000000)\n"
                + "INSERT INTO appended (account, event) VALUES ('account-' || :account, '"
                + "x".repeat(eventBytes)
                + "');\n");
    int ofEach = rows / clients;
    var builder =
        new ProcessBuilder(
            pgbench.toString(),
            "-h",
            host,
            "-p",
            Integer.toString(port),
            "-U",
            "postgres",
            "-n",
            "-M",
            "prepared",
            "-c",
            Integer.toString(clients),
            "-j",
            "2",
            "-t",
            Integer.toString(ofEach),
            "-f",
            script.toString(),
            "postgres");
    builder.environment().put("PGPASSWORD", password());
    Process process = builder.redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("pgbench failed: " + told);
    }
    double perSecond =
        told.lines()
            .filter(line -> line.startsWith("tps = "))
            .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[2]))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("pgbench said no rate: " + told));
    return (double) ofEach * clients / perSecond;
  }

  /** The same from this process, where there is no pgbench: a thread and a connection a client. */
  public double insertWithJdbc(int rows, int clients, int eventBytes) throws Exception {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        connections.add(stack.superuser("postgres"));
      }
      long begun = System.nanoTime();
      Concurrent.times(
          clients, client -> insert(connections.get(client), rows / clients, eventBytes));
      return (System.nanoTime() - begun) / 1e9;
    } finally {
      for (Connection one : connections) {
        one.close();
      }
    }
  }

  private static void insert(Connection client, int rows, int eventBytes) throws SQLException {
    String event = "x".repeat(eventBytes);
    try (PreparedStatement insert =
        client.prepareStatement("INSERT INTO appended (account, event) VALUES (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setString(1, "account-" + i);
        insert.setString(2, event);
        insert.executeUpdate();
      }
    }
  }

  /** Seconds that one COPY of these events took, with its commit. */
  public double copy(List<String> events) throws SQLException, IOException {
    var text = new StringBuilder();
    for (String event : events) {
      text.append("account\t").append(event.replace("\\", "\\\\")).append('\n');
    }
    var rows = new StringReader(text.toString());
    long begun = System.nanoTime();
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY appended (account, event) FROM STDIN", rows);
    return (System.nanoTime() - begun) / 1e9;
  }

  /** The newest entries of the ledger, byte for byte, which are JSON text on one line. */
  public List<String> newestEntries(int count) throws SQLException {
    List<String> entries = new ArrayList<>(count);
    try (Connection ledger = stack.superuser("consent");
        PreparedStatement select =
            ledger.prepareStatement(
                "SELECT convert_from(bytes, 'UTF8') FROM ledger_entry ORDER BY position DESC"
                    + " LIMIT ?")) {
      select.setInt(1, count);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(rows.getString(1));
        }
      }
    }
    return entries;
  }

  String version() throws SQLException {
    return connection.getMetaData().getDatabaseProductVersion();
  }

  private String password() throws IOException {
    return Files.readString(stack.secrets().resolve("postgres.password")).strip();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
