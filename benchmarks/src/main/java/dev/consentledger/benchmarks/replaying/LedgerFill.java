package dev.consentledger.benchmarks.replaying;

import dev.consentledger.stack.Stack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * Puts entries straight into the store by COPY, a million in a minute, under the same triggers as
 * every append: positions without a gap, a head that only rises.
 */
final class LedgerFill {
  private static final int BATCH_ENTRIES = 20_000;
  private static final int COLUMNS = 6;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int END = -1;

  private final Stack stack;
  private final MadeUpEntries entries = new MadeUpEntries();

  LedgerFill(Stack stack) {
    this.stack = stack;
  }

  /** Answers how many bytes of entries were written. */
  long write(long count) throws SQLException, IOException {
    long bytes = 0;
    try (Connection connection = stack.superuser("consent")) {
      connection.setAutoCommit(false);
      for (long left = count; left > 0; left -= Math.min(left, BATCH_ENTRIES)) {
        bytes += writeBatch(connection, (int) Math.min(left, BATCH_ENTRIES));
        connection.commit();
      }
    }
    return bytes;
  }

  private long writeBatch(Connection connection, int count) throws SQLException, IOException {
    long position = lockedHead(connection);
    long bytes = 0;
    var rows = new ByteArrayOutputStream(count * 1_000);
    var out = new DataOutputStream(rows);
    out.write(SIGNATURE);
    for (int i = 0; i < count; i++) {
      MadeUpEntries.MadeUpEntry entry = entries.next();
      bytes += entry.bytes().length;
      row(out, ++position, entry);
    }
    out.writeShort(END);
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY ledger_entry (position, stream, revision, event_id, type, bytes)"
                + " FROM STDIN (FORMAT binary)",
            new ByteArrayInputStream(rows.toByteArray()));
    return bytes;
  }

  private static void row(DataOutputStream out, long position, MadeUpEntries.MadeUpEntry entry)
      throws IOException {
    out.writeShort(COLUMNS);
    number(out, position);
    field(out, entry.stream().getBytes(StandardCharsets.UTF_8));
    number(out, entry.revision());
    uuid(out, entry.id());
    field(out, entry.type().getBytes(StandardCharsets.UTF_8));
    field(out, entry.bytes());
  }

  private static void number(DataOutputStream out, long value) throws IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(value);
  }

  private static void uuid(DataOutputStream out, UUID value) throws IOException {
    out.writeInt(2 * Long.BYTES);
    out.writeLong(value.getMostSignificantBits());
    out.writeLong(value.getLeastSignificantBits());
  }

  private static void field(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static long lockedHead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet head = statement.executeQuery("SELECT position FROM ledger_head FOR UPDATE")) {
      head.next();
      return head.getLong(1);
    }
  }
}
