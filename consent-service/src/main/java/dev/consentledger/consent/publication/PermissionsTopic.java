package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topic where there is none, and checks it where there is one. */
final class PermissionsTopic {
  private static final Duration COMPACTION_LAG_MIN = Duration.ofDays(1);

  private final KafkaSettings kafka;
  private final short replicationFactor;

  PermissionsTopic(KafkaSettings kafka, short replicationFactor) {
    this.kafka = kafka;
    this.replicationFactor = replicationFactor;
  }

  /**
   * The topic as it was found.
   *
   * @param id Kafka's own, which another topic of the same name doesn't share
   * @param isEmpty whether nothing was ever written to it
   * @param told the last position that its readers were told
   */
  record Claimed(String topic, String id, boolean isEmpty, Position told) {

    /**
     * A ledger only grows, so one that ends before what was told was taken back to an earlier
     * state: readers would take what it is told next for repeats.
     */
    void requireNotBeyond(Position head) {
      if (told.isAfter(head)) {
        throw new TopicRefused(
            topic,
            "it tells of position "
                + told
                + ", and the ledger ends at "
                + head
                + ": the ledger was taken back to an earlier state; delete the topic: it is made"
                + " anew");
      }
    }
  }

  /**
   * Every earlier leader's producer is fenced after this: Kafka takes nothing more from it, and
   * what it had not committed is aborted. Fails with {@link TopicRefused}.
   */
  Uni<Claimed> claim() {
    return Uni.createFrom()
        .item(this::claimNow)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private Claimed claimNow() {
    try (Admin admin = Admin.create(kafka.admin())) {
      TopicDescription topic = describeOrCreate(admin);
      check(admin, topic);
      answer(admin.fenceProducers(List.of(kafka.transactionalId())).all());
      long end = end(admin);
      return new Claimed(
          kafka.topic(), topic.topicId().toString(), end == 0, new TopicEnd(kafka).told(end));
    }
  }

  private TopicDescription describeOrCreate(Admin admin) {
    try {
      return describe(admin);
    } catch (UnknownTopicOrPartitionException _) {
      try {
        answer(admin.createTopics(List.of(newTopic())).all());
      } catch (TopicExistsException _) {
        // Another instance was faster.
      }
      return describe(admin);
    }
  }

  private TopicDescription describe(Admin admin) {
    return only(answer(admin.describeTopics(List.of(kafka.topic())).allTopicNames()));
  }

  /** Of all records: a commit is answered before its marker stands in the partition. */
  private long end(Admin admin) {
    var end = Map.of(new TopicPartition(kafka.topic(), 0), OffsetSpec.latest());
    return only(answer(admin.listOffsets(end).all())).offset();
  }

  private NewTopic newTopic() {
    return new NewTopic(kafka.topic(), 1, replicationFactor)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                Long.toString(COMPACTION_LAG_MIN.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(KafkaSettings.MESSAGE_BYTES_MAX)));
  }

  private void check(Admin admin, TopicDescription topic) {
    if (topic.partitions().size() != 1) {
      throw new TopicRefused(
          kafka.topic(),
          "it has " + topic.partitions().size() + " partitions, and only one keeps the order");
    }
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, kafka.topic());
    Config config = only(answer(admin.describeConfigs(List.of(resource)).all()));
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new TopicRefused(
          kafka.topic(),
          "its cleanup.policy is \"" + policy + "\", and only \"compact\" keeps all");
    }
  }

  private static <T> T only(Map<?, T> described) {
    return described.values().iterator().next();
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }
}
