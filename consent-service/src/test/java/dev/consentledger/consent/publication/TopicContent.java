package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionCodec.TopicRecord;
import dev.consentledger.kernel.permission.PermissionMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic's committed records from its start, as a matching-service does. */
final class TopicContent implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final String bootstrapServers;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  TopicContent(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Reads on until a record tells this position, and answers all messages so far. */
  List<PermissionMessage> messagesUpTo(Position position) {
    return readUntil(messages -> messages.stream().anyMatch(m -> m.position().isAtLeast(position)));
  }

  List<PermissionMessage> readUntil(Predicate<List<PermissionMessage>> isEnough) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!isEnough.test(messages())) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in the topic within " + LIMIT + ": has " + messages());
      }
      poll();
    }
    return messages();
  }

  /**
   * Reads all that was committed when it was called. A producer's commit is answered before the
   * markers stand in the partition, so the end to reach is that of all records, which a reader of
   * committed ones passes only when the last transaction before it has ended.
   */
  List<PermissionMessage> readToEnd() {
    long limit = System.nanoTime() + LIMIT.toNanos();
    TopicPartition partition = consumer.assignment().iterator().next();
    long end = endOfAllRecords(partition);
    while (consumer.position(partition) < end) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("the topic's end was not reached within " + LIMIT);
      }
      poll();
    }
    return messages();
  }

  private long endOfAllRecords(TopicPartition partition) {
    try (var uncommitted =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return uncommitted.endOffsets(List.of(partition)).get(partition);
    }
  }

  private void poll() {
    consumer.poll(Duration.ofMillis(50)).forEach(records::add);
  }

  List<PermissionMessage> messages() {
    return records.stream().map(TopicContent::message).toList();
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return List.copyOf(records);
  }

  /** What compaction would leave: the last record of each key. */
  static Map<String, PermissionMessage> lastOfEachKey(List<PermissionMessage> messages) {
    var last = new HashMap<String, PermissionMessage>();
    messages.forEach(message -> last.put(PermissionCodec.encode(message).key(), message));
    return last;
  }

  private static PermissionMessage message(ConsumerRecord<byte[], byte[]> raw) {
    String position =
        new String(
            raw.headers().lastHeader(PermissionCodec.POSITION_HEADER).value(),
            StandardCharsets.US_ASCII);
    return PermissionCodec.decode(
        new TopicRecord(
            new String(raw.key(), StandardCharsets.UTF_8),
            raw.value() == null ? null : new String(raw.value(), StandardCharsets.UTF_8),
            new Position(Long.parseLong(position))),
        () -> {
          throw new AssertionError("the record tells its versions");
        });
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
