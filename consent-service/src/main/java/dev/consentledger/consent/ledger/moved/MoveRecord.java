package dev.consentledger.consent.ledger.moved;

import dev.consentledger.consent.ledger.moved.MovedPositions.Moved;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;

/**
 * What is written down of a move. By the database's owner: were it the application's to write,
 * whoever got hold of the application's role could seal the ledger, or say that entries moved which
 * did not. Blocks.
 */
public final class MoveRecord {
  private final DataSource owner;

  /**
   * @param owner connects with the role that migrates
   */
  public MoveRecord(DataSource owner) {
    this.owner = owner;
  }

  /** From now on PostgreSQL's ledger takes no entries. */
  void seal() {
    run(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO ledger_moved (only_row) VALUES (true) ON CONFLICT DO NOTHING")) {
        insert.executeUpdate();
      }
    });
  }

  /** All of them, or none. Fails where a position of the store is another entry's already. */
  public void add(List<Moved> next) {
    run(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO ledger_moved_entry (position, store_position) VALUES (?, ?)"
                  + " ON CONFLICT (position) DO NOTHING")) {
        for (Moved each : next) {
          insert.setLong(1, each.position().value());
          insert.setLong(2, each.inStore().value());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    });
  }

  /** Every entry was compared. */
  void done(LedgerImport.Compared moved) {
    run(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE ledger_moved SET entries = ?, root = ?")) {
        update.setLong(1, moved.entries());
        update.setBytes(2, HexFormat.of().parseHex(moved.root()));
        update.executeUpdate();
      }
    });
  }

  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private void run(Work work) {
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      work.on(connection);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the move of the ledger could not be written down as the database's owner"
              + " (quarkus.flyway.username): SQL state "
              + e.getSQLState(),
          e);
    }
  }
}
