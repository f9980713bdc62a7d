package dev.consentledger.consent.intake;

import dev.consentledger.consent.ConsentDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** What the tables hold of one subject, and triggers of the test's own that stop an erasure. */
record ErasureTables(ConsentDatabase database) {
  private static final long POLL_NANOS = 20_000_000;
  private static final String ERASED = "dev.consentledger.SubjectErased.v1";

  Optional<UUID> subjectOf(String account) throws SQLException {
    return ids("SELECT subject FROM subject WHERE account = '" + account + "'").stream()
        .findFirst();
  }

  List<UUID> ids(String sql) throws SQLException {
    var found = new ArrayList<UUID>();
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getObject(1, UUID.class));
      }
    }
    return found;
  }

  /** The types of the subject's entries, oldest first. */
  List<String> types(UUID subject) throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT type FROM ledger_entry WHERE stream = 'subject-"
                    + subject
                    + "' ORDER BY revision")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /** The ledger's one word of it, no key, no mapping, no order left, and the memory of it. */
  boolean isErased(UUID subject) throws SQLException {
    List<String> types = types(subject);
    return types.stream().filter(ERASED::equals).count() == 1
        && types.getLast().equals(ERASED)
        && ids("SELECT subject FROM subject WHERE subject = '" + subject + "'").isEmpty()
        && ids("SELECT subject FROM erasure WHERE subject = '" + subject + "'").isEmpty()
        && ids("SELECT subject FROM grant_expiry WHERE subject = '" + subject + "'").isEmpty()
        && ids("SELECT subject FROM erased_subject WHERE subject = '" + subject + "'").size() == 1;
  }

  void awaitErased(UUID subject, Duration limit) throws SQLException {
    long end = System.nanoTime() + limit.toNanos();
    while (!isErased(subject)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not erased within " + limit + ": " + types(subject));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** From now on this fails in every transaction, until {@link #letGoOn}. */
  void stopAt(String table, String operation, String when) throws SQLException {
    try (var connection = database.connectAsSuperuser()) {
      execute(
          connection,
          """
          CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'stopped by the test'; END $$
          """);
      execute(
          connection,
          "CREATE TRIGGER zz_stop_here BEFORE %s ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION stop_here()"
              .formatted(operation, table, when));
    }
  }

  void letGoOn() throws SQLException {
    try (var connection = database.connectAsSuperuser()) {
      execute(connection, "DROP FUNCTION IF EXISTS stop_here CASCADE");
    }
  }

  void execute(String sql) throws SQLException {
    try (var connection = database.connectAsSuperuser()) {
      execute(connection, sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Every byte of every table, as text of one byte a character. */
  String everything() throws SQLException {
    var all = new StringBuilder();
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement()) {
      var tables = new ArrayList<String>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + '"')) {
          int columns = rows.getMetaData().getColumnCount();
          while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
              all.append(
                      rows.getObject(column) instanceof byte[] bytes
                          ? new String(bytes, StandardCharsets.ISO_8859_1)
                          : rows.getString(column))
                  .append('\n');
            }
          }
        }
      }
    }
    return all.toString();
  }
}
