package dev.consentledger.operator;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What tables and sequences a database has, as the database itself says. */
final class Tables {
  /** Flyway's own, which is made by running the migrations. */
  static final String HISTORY = "flyway_schema_history";

  private static final String COLUMNS =
      """
      SELECT c.relname, a.attname
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND c.relname <> 'flyway_schema_history'
      ORDER BY c.relname, a.attnum
      """;

  private static final String KEYS =
      """
      SELECT c.relname, a.attname
      FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
      WHERE c.relnamespace = 'public'::regnamespace
      ORDER BY c.relname, k.place
      """;

  private static final String REFERENCES =
      """
      SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
      WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid
      """;

  private static final String SEQUENCES =
      """
      SELECT sequencename, last_value FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY sequencename
      """;

  private Tables() {}

  /**
   * One table.
   *
   * @param columns without those that are computed
   * @param key the primary key's columns: the order in which its rows are written
   */
  record Table(String name, List<String> columns, List<String> key) {
    String columnList() {
      return columns.stream().map(Tables::quoted).collect(Collectors.joining(", "));
    }

    String copyOut() {
      return "COPY (SELECT "
          + columnList()
          + " FROM "
          + quoted(name)
          + (key.isEmpty()
              ? ""
              : " ORDER BY " + key.stream().map(Tables::quoted).collect(Collectors.joining(", ")))
          + ") TO STDOUT";
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Every table, those that others refer to first. */
  static List<Table> of(Connection connection) throws SQLException {
    Map<String, List<String>> columns = pairs(connection, COLUMNS);
    Map<String, List<String>> keys = pairs(connection, KEYS);
    Map<String, List<String>> references = pairs(connection, REFERENCES);
    Set<String> ordered = new LinkedHashSet<>();
    columns.keySet().forEach(table -> place(table, references, ordered, new LinkedHashSet<>()));
    return ordered.stream()
        .map(name ->
            new Table(
                name, columns.getOrDefault(name, List.of()), keys.getOrDefault(name, List.of())))
        .toList();
  }

  private static void place(
      String table, Map<String, List<String>> references, Set<String> ordered, Set<String> above) {
    if (ordered.contains(table)) {
      return;
    }
    if (!above.add(table)) {
      throw new IllegalStateException("tables refer to each other in a circle: " + above);
    }
    references
        .getOrDefault(table, List.of())
        .forEach(other -> place(other, references, ordered, above));
    above.remove(table);
    ordered.add(table);
  }

  /** The sequences that were used, with their last values. */
  static Map<String, Long> sequences(Connection connection) throws SQLException {
    Map<String, Long> sequences = new TreeMap<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SEQUENCES)) {
      while (rows.next()) {
        sequences.put(rows.getString(1), rows.getLong(2));
      }
    }
    return sequences;
  }

  static long rows(Connection connection, String table) throws SQLException {
    return number(connection, "SELECT count(*) FROM " + quoted(table));
  }

  static boolean exists(Connection connection, String table) throws SQLException {
    return number(
            connection,
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                + " AND relkind IN ('r', 'p') AND relname = '"
                + table.replace("'", "''")
                + "'")
        > 0;
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Map<String, List<String>> pairs(Connection connection, String sql)
      throws SQLException {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        pairs.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
      }
    }
    return pairs;
  }
}
