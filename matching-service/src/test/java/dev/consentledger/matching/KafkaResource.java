package dev.consentledger.matching;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka broker on a free port with the topic {@value #TOPIC} as docs/architecture.md has it. */
public final class KafkaResource implements QuarkusTestResourceLifecycleManager {
  public static final String TOPIC = "permissions.cell-1";

  private EmbeddedKafkaBroker broker;

  @Override
  public Map<String, String> start() {
    broker = newBroker().start();
    createTopic(broker.getAdvertisedListeners(), TOPIC);
    return Map.of(
        "kafka.bootstrap.servers",
        broker.getAdvertisedListeners(),
        "consentledger.permissions.topic",
        TOPIC);
  }

  public static EmbeddedKafkaBroker newBroker() {
    return new EmbeddedKafkaBroker()
        .withAdditionalProperties(properties -> {
          properties.put("auto.create.topics.enable", "false");
          properties.put("group.initial.rebalance.delay.ms", "0");
        });
  }

  /** One partition, compacted, nothing compacted within a day. */
  public static void createTopic(String bootstrapServers, String topic) {
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      var compacted = Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "86400000");
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(compacted))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the fixture topic could not be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
  }
}
