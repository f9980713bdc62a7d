package dev.consentledger.operator;

import dev.consentledger.kernel.proof.RootBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Computes the restored ledger's root from its entries, and compares it with what was signed. */
final class RestoredLedger {
  private static final int PAGE_ROWS = 1_000;

  private final Connection consent;
  private final Consumer<String> say;

  RestoredLedger(Connection consent, Consumer<String> say) {
    this.consent = consent;
    this.say = say;
  }

  /**
   * Whether this database keeps the ledger: not where EventStoreDB does, from the start or since.
   */
  static boolean isHere(Connection consent) throws SQLException {
    return Tables.rows(consent, "ledger_entry") > 0 && Tables.rows(consent, "ledger_moved") == 0;
  }

  void verify(Manifest.Ledger wanted) throws SQLException {
    long head = Tables.number(consent, "SELECT position FROM ledger_head");
    if (head != wanted.position()) {
      throw Trouble.refused(
          "the ledger ends at position " + head + ", where the backup lists " + wanted.position());
    }
    if (!isHere(consent)) {
      say.accept("EventStoreDB keeps the ledger: its root is computed by the replay \"ledger\".");
      return;
    }
    String root = root(wanted.treeSize());
    if (!root.equals(wanted.root())) {
      throw Trouble.refused("the restored entries lead to another root than the backup lists");
    }
    if (wanted.signedSize() > 0 && !root(wanted.signedSize()).equals(signedRoot(wanted))) {
      throw Trouble.refused("the restored entries do not lead to the root that was signed");
    }
    say.accept(
        "The ledger's entries lead to the root that was signed: %d entries, root %s."
            .formatted(wanted.treeSize(), root));
    say.accept(
        "Whoever saw a checkpoint of more than %d entries will see a rollback: tell them."
            .formatted(wanted.signedSize()));
  }

  private String signedRoot(Manifest.Ledger wanted) throws SQLException {
    return Tables.text(
        consent,
        "SELECT encode(root, 'hex') FROM proof_checkpoint WHERE size = " + wanted.signedSize());
  }

  private String root(long size) throws SQLException {
    var root = new RootBuilder();
    consent.setAutoCommit(false); // else the driver reads all rows at once
    try (var statement =
        consent.prepareStatement("SELECT bytes FROM ledger_entry ORDER BY position LIMIT ?")) {
      statement.setFetchSize(PAGE_ROWS);
      statement.setLong(1, size);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          root.add(rows.getBytes(1));
        }
      }
    } finally {
      consent.rollback();
      consent.setAutoCommit(true);
    }
    if (root.size() != size) {
      throw Trouble.refused(
          "the ledger has " + root.size() + " entries, where " + size + " were signed");
    }
    return root.root().hex();
  }
}
