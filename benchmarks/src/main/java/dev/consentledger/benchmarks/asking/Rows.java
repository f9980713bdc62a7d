package dev.consentledger.benchmarks.asking;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Feeds a COPY line by line. */
final class Rows implements AutoCloseable {
  private static final int BUFFER_CHARS = 1 << 16;

  private final CopyIn copy;
  private final StringBuilder buffer = new StringBuilder(BUFFER_CHARS);

  Rows(Connection connection, String statement) throws SQLException {
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
  }

  void add(String line) throws IOException {
    buffer.append(line);
    if (buffer.length() > BUFFER_CHARS - 100) {
      flush();
    }
  }

  private void flush() throws IOException {
    byte[] bytes = buffer.toString().getBytes(StandardCharsets.US_ASCII);
    buffer.setLength(0);
    try {
      copy.writeToCopy(bytes, 0, bytes.length);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    flush();
    copy.endCopy();
  }
}
