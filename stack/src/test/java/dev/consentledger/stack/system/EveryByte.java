package dev.consentledger.stack.system;

import dev.consentledger.stack.Stack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everything that a running system stores, as texts to search: bytes that are no text stand there
 * one character a byte, and binary columns in hex too.
 */
final class EveryByte {
  private static final TopicPartition PERMISSIONS = new TopicPartition("permissions.cell-1", 0);
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  private EveryByte() {}

  /** Every row of every table of a database, by the table's name. */
  static Map<String, String> tables(Stack stack, String database) {
    try (Connection connection = stack.superuser(database)) {
      Map<String, String> tables = new LinkedHashMap<>();
      for (String table : names(connection)) {
        tables.put(database + "." + table, rows(connection, table));
      }
      return tables;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    return names;
  }

  private static String rows(Connection connection, String table) throws SQLException {
    var text = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
      while (rows.next()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          if (rows.getMetaData().getColumnTypeName(i).equals("bytea")) {
            byte[] bytes = rows.getBytes(i);
            if (bytes != null) {
              text.append(HexFormat.of().formatHex(bytes)).append('\t').append(oneByOne(bytes));
            }
          } else {
            text.append(rows.getString(i));
          }
          text.append('\t');
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** Every record of the permissions topic that is still there, superseded and aborted ones too. */
  static String topic(Stack stack) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.kafkaBootstrap(), "allow.auto.create.topics", false);
    var text = new StringBuilder();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(PERMISSIONS));
      consumer.seekToBeginning(List.of(PERMISSIONS));
      long end = consumer.endOffsets(List.of(PERMISSIONS)).get(PERMISSIONS);
      while (consumer.position(PERMISSIONS) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(each -> {
              text.append(each.key() == null ? "" : oneByOne(each.key())).append('\t');
              text.append(each.value() == null ? "" : oneByOne(each.value())).append('\t');
              each.headers().forEach(header -> text.append(oneByOne(header.value())).append('\t'));
              text.append('\n');
            });
      }
    }
    return text.toString();
  }

  /** Lets the broker compact within seconds what production compacts within a day or two. */
  static void compactSoon(Stack stack) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, PERMISSIONS.topic()),
                  List.of(
                      set("min.compaction.lag.ms", "0"),
                      set("min.cleanable.dirty.ratio", "0.001"),
                      set("delete.retention.ms", "0"),
                      set("file.delete.delay.ms", "500"),
                      set("segment.ms", "1000")),
                  new ConfigResource(ConfigResource.Type.BROKER, "1"),
                  List.of(set("log.cleaner.backoff.ms", "500"))))
          .all()
          .get();
    } catch (Exception e) {
      throw new AssertionError("the topic's settings could not be changed", e);
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
  }

  /**
   * Writes both databases' tables anew, as vacuum does in time: what was deleted is in none of
   * their files then, unless a transaction is open that may still see it.
   */
  static void vacuum(Stack stack) {
    for (String database : List.of("consent", "matching")) {
      try (Connection connection = stack.superuser(database);
          Statement statement = connection.createStatement()) {
        statement.execute("VACUUM FULL");
        statement.execute("CHECKPOINT");
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Every file below a folder, unpacked where it is gzip, but for what is below these. */
  static Map<String, String> files(Path folder, Path... but) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file :
          all.filter(Files::isRegularFile)
              .filter(file -> Arrays.stream(but).noneMatch(file::startsWith))
              .toList()) {
        byte[] bytes;
        try {
          bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
          continue; // a table's old file, removed meanwhile
        }
        if (bytes.length > 2 && Arrays.equals(Arrays.copyOf(bytes, 2), GZIP)) {
          try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            bytes = unpacked.readAllBytes();
          }
        }
        files.put(file.toString(), oneByOne(bytes));
      }
    }
    return files;
  }

  private static String oneByOne(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
