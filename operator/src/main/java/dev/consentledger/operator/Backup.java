package dev.consentledger.operator;

import dev.consentledger.operator.Tables.Table;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes both databases into a folder while the services go on. Each is read in one REPEATABLE READ
 * transaction, so at one moment; matching's moment comes first, and consent's right after it, so
 * that whatever matching-service knows of the ledger is in the ledger.
 */
final class Backup {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Map<DatabaseName, DatabaseSettings> settings;
  private final Consumer<String> say;

  Backup(Map<DatabaseName, DatabaseSettings> settings, Consumer<String> say) {
    this.settings = new EnumMap<>(settings);
    this.say = say;
  }

  Manifest write(BackupFolder target) throws SQLException, IOException {
    BackupFolder folder = target.begin();
    try (Connection matching = open(DatabaseName.MATCHING);
        Connection consent = open(DatabaseName.CONSENT)) {
      freeze(matching);
      freeze(consent);
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Manifest.Ledger ledger = ledger(consent);
      var manifest =
          new Manifest(
              now,
              List.of(
                  write(DatabaseName.MATCHING, matching, folder),
                  write(DatabaseName.CONSENT, consent, folder)),
              ledger);
      folder.finish(manifest, target);
      return manifest;
    }
  }

  private Connection open(DatabaseName name) throws SQLException {
    DatabaseSettings found = settings.get(name);
    if (found == null) {
      throw new IllegalStateException("no settings for " + name.code());
    }
    return found.connect();
  }

  /** The first statement of the transaction takes the snapshot. */
  private static void freeze(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    Tables.number(connection, "SELECT 1");
  }

  private Manifest.Database write(DatabaseName name, Connection connection, BackupFolder folder)
      throws SQLException, IOException {
    List<Manifest.Content> contents = new ArrayList<>();
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    for (Table table : Tables.of(connection)) {
      contents.add(write(copy, table, folder.file(name, table.name())));
      Manifest.Content last = contents.getLast();
      say.accept("  " + name.code() + "." + table.name() + ": " + last.rows() + " rows");
    }
    return new Manifest.Database(
        name,
        Tables.text(
            connection,
            "SELECT version FROM "
                + Tables.HISTORY
                + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1"),
        Tables.text(connection, "SHOW server_version"),
        contents,
        Tables.sequences(connection));
  }

  private static Manifest.Content write(CopyManager copy, Table table, Path file)
      throws SQLException, IOException {
    MessageDigest sha256 = BackupFolder.sha256();
    long rows;
    try (OutputStream out =
        new BufferedOutputStream(
            new GZIPOutputStream(new DigestOutputStream(Files.newOutputStream(file), sha256)),
            BUFFER_BYTES)) {
      rows = copy.copyOut(table.copyOut(), out);
    }
    BackupFolder.sync(file);
    return new Manifest.Content(
        table.name(),
        table.columns(),
        rows,
        Files.size(file),
        HexFormat.of().formatHex(sha256.digest()));
  }

  private static Manifest.Ledger ledger(Connection consent) throws SQLException {
    return new Manifest.Ledger(
        Tables.number(consent, "SELECT position FROM ledger_head"),
        Tables.number(consent, "SELECT size FROM proof_head"),
        Tables.text(consent, "SELECT encode(root, 'hex') FROM proof_head"),
        Tables.number(consent, "SELECT coalesce(max(size), -1) FROM proof_checkpoint"));
  }
}
