package dev.consentledger.benchmarks.pairing;

import dev.consentledger.benchmarks.ReferencePostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * PostgreSQL with the permitted digests as an indexed {@code bytea}: copies the list's CSV from the
 * server's disk, joins, and stores the pairs, all in one durable transaction.
 */
final class PostgresPairing implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LINE_BYTES_MAX = 96;

  private final Connection connection;

  private PostgresPairing(Connection connection) {
    this.connection = connection;
  }

  static PostgresPairing load(Population population, ReferencePostgres server)
      throws SQLException, IOException {
    PostgresPairing pairing = new PostgresPairing(server.connect());
    pairing.connection.setAutoCommit(false);
    pairing.execute("CREATE TABLE permitted (digest bytea NOT NULL, account text NOT NULL)");
    pairing.copy(population);
    pairing.execute("CREATE INDEX permitted_digest ON permitted (digest) INCLUDE (account)");
    pairing.connection.commit();
    pairing.connection.setAutoCommit(true);
    pairing.execute("VACUUM (ANALYZE) permitted");
    pairing.execute("CHECKPOINT");
    return pairing;
  }

  private void copy(Population population) throws SQLException, IOException {
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY permitted FROM STDIN");
    byte[] buffer = new byte[BUFFER_BYTES];
    int[] at = {0};
    ListFile.forEachPermitted(
        population,
        (digest, account) -> {
          if (at[0] + LINE_BYTES_MAX > BUFFER_BYTES) {
            send(copy, buffer, at[0]);
            at[0] = 0;
          }
          int to = at[0];
          buffer[to++] = '\\';
          buffer[to++] = '\\';
          buffer[to++] = 'x';
          to = Hex.put(digest, buffer, to);
          byte[] rest = ('\t' + account + '\n').getBytes(StandardCharsets.US_ASCII);
          System.arraycopy(rest, 0, buffer, to, rest.length);
          at[0] = to + rest.length;
        });
    send(copy, buffer, at[0]);
    copy.endCopy();
  }

  private static void send(CopyIn copy, byte[] buffer, int length) throws IOException {
    try {
      copy.writeToCopy(buffer, 0, length);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** Answers the seconds; throws where the pairs are not as many as there must be. */
  double pair(Path list, long expected) throws SQLException {
    execute("DROP TABLE IF EXISTS paired, list");
    long begun = System.nanoTime();
    connection.setAutoCommit(false);
    execute("CREATE TABLE list (digest text NOT NULL)");
    execute("COPY list FROM '" + list + "' WITH (FORMAT csv, HEADER true, FREEZE true)");
    execute("ANALYZE list");
    execute(
        "CREATE TABLE paired AS SELECT p.digest, p.account"
            + " FROM list l JOIN permitted p ON p.digest = decode(l.digest, 'hex')");
    connection.commit();
    double seconds = (System.nanoTime() - begun) / 1e9;
    connection.setAutoCommit(true);
    long pairs = Long.parseLong(ReferencePostgres.only(connection, "SELECT count(*) FROM paired"));
    if (pairs != expected) {
      throw new IllegalStateException("PostgreSQL paired " + pairs + ", not " + expected);
    }
    return seconds;
  }

  /** How it joined the last list. */
  String plan() throws SQLException {
    return ReferencePostgres.only(
        connection,
        "EXPLAIN (FORMAT JSON) SELECT p.digest, p.account"
            + " FROM list l JOIN permitted p ON p.digest = decode(l.digest, 'hex')");
  }

  String describe() throws SQLException {
    return ReferencePostgres.describe(connection);
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
