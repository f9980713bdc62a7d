package dev.consentledger.operator;

import dev.consentledger.operator.Tables.Table;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Fills two empty databases from a backup, through the same triggers that guard the ledger while it
 * is written. Each database is filled in one transaction; a restore that was ended in the middle
 * goes on where it was when it is run again.
 */
final class Restore {
  /** Filled by the trigger of {@code ledger_entry}, and changed by nobody else. */
  private static final String HEAD = "ledger_head";

  private final Map<DatabaseName, DatabaseSettings> settings;
  private final List<UUID> erased;
  private final Consumer<String> say;

  /**
   * @param erased subjects that were erased since the backup
   */
  Restore(Map<DatabaseName, DatabaseSettings> settings, List<UUID> erased, Consumer<String> say) {
    this.settings = new EnumMap<>(settings);
    this.erased = List.copyOf(erased);
    this.say = say;
  }

  /** What a database holds now. */
  private enum Found {
    NOTHING,
    THIS_BACKUP,
    SOMETHING_ELSE
  }

  void from(BackupFolder folder) throws SQLException, IOException {
    Manifest manifest = folder.manifest();
    long bytes = folder.verify(manifest);
    say.accept("The backup is whole: " + bytes + " bytes are as the manifest lists them.");
    var left = new ArrayList<DatabaseName>();
    for (DatabaseName name : DatabaseName.values()) {
      switch (found(manifest.database(name))) {
        case NOTHING -> left.add(name);
        case THIS_BACKUP -> say.accept(name.code() + " holds this backup already.");
        case SOMETHING_ELSE ->
            throw Trouble.refused(
                "the database "
                    + name.code()
                    + " holds something else than this backup: restore into an empty one. Nothing"
                    + " was changed.");
      }
    }
    for (DatabaseName name : left) {
      fill(manifest.database(name), folder);
    }
    try (Connection consent = open(DatabaseName.CONSENT);
        Connection matching = open(DatabaseName.MATCHING)) {
      new RestoredLedger(consent, say).verify(manifest.ledger());
      new Reconciliation(consent, matching, erased, say).run();
    }
  }

  private Connection open(DatabaseName name) throws SQLException {
    return settings(name).connect();
  }

  private DatabaseSettings settings(DatabaseName name) {
    DatabaseSettings found = settings.get(name);
    if (found == null) {
      throw new IllegalStateException("no settings for " + name.code());
    }
    return found;
  }

  private Found found(Manifest.Database database) throws SQLException {
    try (Connection connection = open(database.name())) {
      boolean isEmpty = true;
      for (String table : database.name().filledTables()) {
        isEmpty &= !Tables.exists(connection, table) || Tables.rows(connection, table) == 0;
      }
      boolean isSame = true;
      for (Manifest.Content content : database.tables()) {
        isSame &=
            Tables.exists(connection, content.table())
                && Tables.rows(connection, content.table()) == content.rows();
      }
      return isSame && !isEmpty
          ? Found.THIS_BACKUP
          : isEmpty ? Found.NOTHING : Found.SOMETHING_ELSE;
    }
  }

  private void fill(Manifest.Database database, BackupFolder folder)
      throws SQLException, IOException {
    migrate(database.name(), database.schemaVersion());
    try (Connection connection = open(database.name())) {
      connection.setAutoCommit(false);
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      List<Table> tables = Tables.of(connection);
      for (Table table : tables.reversed()) {
        // What the migrations put there; an append-only table refuses the mere statement.
        if (!table.name().equals(HEAD) && Tables.rows(connection, table.name()) > 0) {
          execute(connection, "DELETE FROM " + Tables.quoted(table.name()));
        }
      }
      for (Table table : tables) {
        if (!table.name().equals(HEAD)) {
          fill(copy, content(database, table), folder.file(database.name(), table.name()));
        }
      }
      for (var sequence : database.sequences().entrySet()) {
        Tables.number(
            connection,
            "SELECT setval('%s', %d)"
                .formatted(Tables.quoted(sequence.getKey()), sequence.getValue()));
      }
      connection.commit();
    }
    migrate(database.name(), "latest");
    say.accept(database.name().code() + " is filled.");
  }

  private static Manifest.Content content(Manifest.Database database, Table table) {
    return database.tables().stream()
        .filter(each -> each.table().equals(table.name()))
        .findFirst()
        .orElseThrow(() -> Trouble.refused("the backup lacks the table " + table.name()));
  }

  private static void fill(CopyManager copy, Manifest.Content content, Path file)
      throws SQLException, IOException {
    String columns = String.join(", ", content.columns().stream().map(Tables::quoted).toList());
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      long rows =
          copy.copyIn(
              "COPY " + Tables.quoted(content.table()) + " (" + columns + ") FROM STDIN", in);
      if (rows != content.rows()) {
        throw Trouble.refused(
            content.table() + " has " + rows + " rows, where " + content.rows() + " are listed");
      }
    }
  }

  private void migrate(DatabaseName name, String target) {
    DatabaseSettings database = settings(name);
    try {
      Flyway.configure()
          .dataSource(database.jdbcUrl(), database.owner(), database.password())
          .locations("classpath:migrations/" + name.code())
          .placeholders(Map.of("appRole", database.appRole()))
          .target(target)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw Trouble.refused(
          "the tables of "
              + name.code()
              + " can't be made in version "
              + target
              + ": is this program as new as the one that made the backup?");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
