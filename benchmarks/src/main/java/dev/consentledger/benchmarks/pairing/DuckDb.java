package dev.consentledger.benchmarks.pairing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * DuckDB with the permitted digests preloaded in its file: reads the list's CSV, joins by hash on
 * two threads, and stores the pairs as a table of the same file, committed.
 */
final class DuckDb implements AutoCloseable {
  static final String SETTINGS = "threads=2, memory_limit=6GB";

  private static final int DIGEST_DIGITS = 64;

  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  static DuckDb load(Population population, Path folder) throws SQLException, IOException {
    Files.createDirectories(folder);
    Path csv = folder.resolve("permitted.csv");
    byte[] line = new byte[DIGEST_DIGITS];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(csv), 1 << 20)) {
      ListFile.forEachPermitted(
          population,
          (digest, account) -> {
            Hex.put(digest, line, 0);
            out.write(line);
            out.write((',' + account + '\n').getBytes(StandardCharsets.US_ASCII));
          });
    }
    DuckDb database =
        new DuckDb(DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("permitted.db")));
    database.execute("SET threads = 2");
    database.execute("SET memory_limit = '6GB'");
    database.execute("SET temp_directory = '" + folder.resolve("spilled") + "'");
    database.execute(
        "CREATE TABLE permitted AS SELECT * FROM read_csv('"
            + csv
            + "', header = false, columns = {'digest': 'VARCHAR', 'account': 'VARCHAR'})");
    database.execute("CHECKPOINT");
    Files.delete(csv);
    return database;
  }

  /** Answers the seconds; throws where the pairs are not as many as there must be. */
  double pair(Path list, long expected) throws SQLException {
    execute("DROP TABLE IF EXISTS paired");
    long begun = System.nanoTime();
    execute(
        "CREATE TABLE paired AS SELECT l.digest, p.account FROM read_csv('"
            + list
            + "', header = true, columns = {'digest': 'VARCHAR'}) l"
            + " JOIN permitted p ON p.digest = l.digest");
    double seconds = (System.nanoTime() - begun) / 1e9;
    long pairs = Long.parseLong(only("SELECT count(*) FROM paired"));
    if (pairs != expected) {
      throw new IllegalStateException("DuckDB paired " + pairs + ", not " + expected);
    }
    return seconds;
  }

  String version() throws SQLException {
    return only("SELECT version()");
  }

  private String only(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
