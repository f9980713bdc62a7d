package dev.consentledger.matching.projection;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker what the topic is now. Blocks. */
@ApplicationScoped
class PermissionsTopic {
  static final Duration BROKER_LIMIT = Duration.ofSeconds(10);

  private final Map<String, Object> settings = new HashMap<>();

  PermissionsTopic(@Identifier("default-kafka-broker") Map<String, Object> broker) {
    settings.putAll(broker);
    settings.keySet().retainAll(AdminClientConfig.configNames());
  }

  TopicAtStart now(Consumer<?, ?> consumer, TopicPartition partition) {
    TopicDescription description = describe(partition.topic());
    if (description.partitions().size() != 1) {
      throw new KafkaException(
          "the permissions topic must have one partition: only that keeps the ledger's order");
    }
    List<TopicPartition> one = List.of(partition);
    return new TopicAtStart(
        description.topicId().toString(),
        offset(consumer.beginningOffsets(one, BROKER_LIMIT), partition),
        offset(consumer.endOffsets(one, BROKER_LIMIT), partition));
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    if (offset == null) {
      throw new KafkaException("the broker knows no offsets of the permissions topic");
    }
    return offset;
  }

  private TopicDescription describe(String topic) {
    try (Admin admin = Admin.create(settings)) {
      TopicDescription description =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(BROKER_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .get(topic);
      if (description == null) {
        throw new KafkaException("the broker does not know the permissions topic");
      }
      return description;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the broker does not describe the permissions topic", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while the topic was described", e);
    }
  }
}
