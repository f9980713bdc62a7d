package dev.consentledger.stack.system;

import dev.consentledger.stack.Stack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The permissions topic as a new matching-service would find it. */
final class PermissionsTopicContent {
  private static final TopicPartition PARTITION = new TopicPartition("permissions.cell-1", 0);

  private PermissionsTopicContent() {}

  /** What compaction leaves; null for an erased subject. */
  static Map<String, String> lastOfEachKey(Stack stack) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            stack.kafkaBootstrap(),
            "isolation.level",
            "read_committed",
            "allow.auto.create.topics",
            false);
    var last = new HashMap<String, String>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      while (consumer.position(PARTITION) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(one -> last.put(one.key(), one.value()));
      }
    }
    return last;
  }
}
