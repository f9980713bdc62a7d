package dev.consentledger.operator;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in a backup.
 *
 * @param ledger how far the ledger goes in it
 */
record Manifest(Instant createdAt, List<Database> databases, Ledger ledger) {
  static final String FORMAT = "consentledger-backup/v1";

  Manifest {
    databases = List.copyOf(databases);
  }

  /**
   * One database at one moment.
   *
   * @param schemaVersion the last migration
   */
  record Database(
      DatabaseName name,
      String schemaVersion,
      String server,
      List<Content> tables,
      Map<String, Long> sequences) {
    Database {
      tables = List.copyOf(tables);
      sequences = Map.copyOf(sequences);
    }
  }

  /**
   * One table's rows in one file.
   *
   * @param sha256 of the file, hex
   */
  record Content(String table, List<String> columns, long rows, long bytes, String sha256) {
    Content {
      columns = List.copyOf(columns);
    }
  }

  /**
   * The ledger in the backup.
   *
   * @param position of its last entry; -1 where the entries are kept elsewhere (EventStoreDB)
   * @param treeSize how many entries have their leaf
   * @param root of those leaves, hex
   * @param signedSize of the newest checkpoint, -1 where there is none
   */
  record Ledger(long position, long treeSize, String root, long signedSize) {}

  Database database(DatabaseName name) {
    return databases.stream()
        .filter(each -> each.name() == name)
        .findFirst()
        .orElseThrow(() -> Trouble.refused("the backup holds no database " + name.code()));
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("format", FORMAT)
        .put("createdAt", createdAt.toString())
        .put(
            "ledger",
            JsonObject.builder()
                .put("position", ledger.position())
                .put("treeSize", ledger.treeSize())
                .put("root", ledger.root())
                .put("signedSize", ledger.signedSize())
                .build())
        .put("databases", databases.stream().map(Manifest::json).toList())
        .build();
  }

  private static JsonObject json(Database database) {
    var sequences = JsonObject.builder();
    new TreeMap<>(database.sequences()).forEach(sequences::put);
    return JsonObject.builder()
        .put("name", database.name().code())
        .put("schemaVersion", database.schemaVersion())
        .put("server", database.server())
        .put("sequences", sequences.build())
        .put(
            "tables",
            database.tables().stream()
                .map(table ->
                    JsonObject.builder()
                        .put("table", table.table())
                        .put("columns", table.columns())
                        .put("rows", table.rows())
                        .put("bytes", table.bytes())
                        .put("sha256", table.sha256())
                        .build())
                .toList())
        .build();
  }

  static Manifest fromJson(JsonObject json) {
    if (!json.string("format").equals(FORMAT)) {
      throw new JsonException("the format is not " + FORMAT);
    }
    JsonObject ledger = json.object("ledger");
    return new Manifest(
        json.instant("createdAt"),
        json.objects("databases").stream().map(Manifest::database).toList(),
        new Ledger(
            ledger.number("position"),
            ledger.number("treeSize"),
            ledger.string("root"),
            ledger.number("signedSize")));
  }

  private static Database database(JsonObject json) {
    var tables = new ArrayList<Content>();
    for (JsonObject table : json.objects("tables")) {
      tables.add(
          new Content(
              table.string("table"),
              table.strings("columns"),
              table.number("rows"),
              table.number("bytes"),
              table.string("sha256")));
    }
    JsonObject listed = json.object("sequences");
    Map<String, Long> sequences = new LinkedHashMap<>();
    listed.fields().keySet().forEach(name -> sequences.put(name, listed.number(name)));
    DatabaseName name =
        json.string("name").equals(DatabaseName.CONSENT.code())
            ? DatabaseName.CONSENT
            : DatabaseName.MATCHING;
    return new Database(
        name, json.string("schemaVersion"), json.string("server"), tables, sequences);
  }
}
