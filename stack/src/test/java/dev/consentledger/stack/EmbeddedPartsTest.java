package dev.consentledger.stack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPartsTest {
  private static final TopicPartition TOPIC = new TopicPartition("kept", 0);

  @TempDir Path folder;

  @Test
  void what_PostgreSQL_and_Kafka_acknowledged_outlives_a_restart() throws Exception {
    try (Stack stack = start()) {
      write(stack, "CREATE TABLE kept (text text)", "INSERT INTO kept VALUES ('row')");
      produce(stack, "record");
    }

    try (Stack stack = start()) {
      assertThat(read(stack, "SELECT text FROM kept")).isEqualTo("row");
      assertThat(consume(stack)).containsExactly("record");
    }
  }

  @Test
  void PostgreSQL_makes_commits_durable_and_asks_for_a_password() throws Exception {
    try (Stack stack = start()) {
      assertThat(read(stack, "SHOW fsync")).isEqualTo("on");
      assertThat(read(stack, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(read(stack, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(read(stack, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(read(stack, "SHOW server_version_num")).startsWith("18");
      String url =
          read(
              stack,
              "SELECT 'jdbc:postgresql://127.0.0.1:' || setting || '/consent'"
                  + " FROM pg_settings WHERE name = 'port'");
      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "").close())
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() ->
              DriverManager.getConnection(url, "matching_app", passwordOf("matching_app")).close())
          .as("the matching-service's role must not enter the ledger's database")
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
      DriverManager.getConnection(url, "consent_app", passwordOf("consent_app")).close();
    }
  }

  @Test
  void a_second_stack_on_the_same_folder_is_refused() {
    try (Stack first = start()) {
      assertThat(first.kafkaBootstrap()).startsWith("127.0.0.1:");

      assertThatThrownBy(this::start)
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Another ./run is using the folder");
    }
  }

  @Test
  void secrets_are_for_their_owner_alone_and_outlive_a_restart() throws Exception {
    StackFolder parts = new StackFolder(folder);
    parts.create();
    Secrets secrets = new Secrets(parts);
    secrets.makeMissing();
    String password = secrets.password("consent_app");
    Map<String, String> before = contents(parts.secrets());

    new Secrets(parts).makeMissing();

    assertThat(contents(parts.secrets())).isEqualTo(before).hasSize(7);
    assertThat(new Secrets(parts).password("consent_app")).isEqualTo(password);
    assertThat(before.get("key-encryption-key")).matches("1 [0-9a-f]{64}\n");
    assertThat(before.get("match-secret")).matches("1 [0-9a-f]{64,}\n");
    try (Stream<Path> files = Files.list(parts.secrets())) {
      assertThat(files).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    }
    assertThat(mode(parts.secrets())).isEqualTo("rwx------");
  }

  @Test
  void forgetting_leaves_no_data_and_no_secret() throws Exception {
    StackFolder parts = new StackFolder(folder);
    parts.create();
    new Secrets(parts).makeMissing();
    Files.createDirectories(parts.postgres().resolve("base/1"));
    Files.writeString(parts.postgres().resolve("base/1/2"), "page");

    parts.forget();

    assertThat(parts.postgres()).doesNotExist();
    assertThat(parts.secrets()).doesNotExist();
  }

  private Stack start() {
    return Stack.builder(folder, folder).only(List.of()).start();
  }

  private String passwordOf(String role) throws Exception {
    return Files.readString(new StackFolder(folder).secrets().resolve(role + ".password")).strip();
  }

  private static void write(Stack stack, String... statements) throws SQLException {
    try (Connection connection = stack.superuser("consent");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String read(Stack stack, String query) throws SQLException {
    try (Connection connection = stack.superuser("consent");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void produce(Stack stack, String text) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaBootstrap());
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1))).all().get(30, SECONDS);
    }
    StringSerializer serializer = new StringSerializer();
    try (var producer = new KafkaProducer<String, String>(settings, serializer, serializer)) {
      producer.send(new ProducerRecord<>(TOPIC.topic(), "key", text)).get(30, SECONDS);
    }
  }

  private static List<String> consume(Stack stack) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.kafkaBootstrap(), "auto.offset.reset", "earliest");
    StringDeserializer deserializer = new StringDeserializer();
    try (var consumer = new KafkaConsumer<String, String>(settings, deserializer, deserializer)) {
      consumer.assign(List.of(TOPIC));
      return consumer.poll(Duration.ofSeconds(30)).records(TOPIC).stream()
          .map(record -> record.value())
          .toList();
    }
  }

  private static Map<String, String> contents(Path secrets) throws Exception {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(secrets)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
