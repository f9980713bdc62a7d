package dev.consentledger.stack;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * Embedded Kafka (KRaft, one node) that keeps its data: the storage folder and the cluster's id
 * outlive the process. Kafka's own durability rests on replicas; there are none here, so every
 * batch is flushed before it is acknowledged.
 */
final class Broker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final EmbeddedKafkaBroker broker;
  private final int port;

  private Broker(EmbeddedKafkaBroker broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  static Broker start(StackFolder folder, int port, int controllerPort) {
    try {
      Files.createDirectories(folder.kafka());
      EmbeddedKafkaBroker broker =
          new EmbeddedKafkaBroker()
              .withNodeId(1)
              .withKafkaHost(HOST)
              .withKafkaPort(port)
              .withControllerPort(controllerPort)
              .withClusterId(clusterId(folder.kafka().resolve("cluster-id")))
              .withDeleteLogDirsOnClose(false)
              .withAdditionalProperties(properties -> configure(properties, folder.kafka()));
      broker.start();
      return new Broker(broker, port);
    } catch (IOException | RuntimeException e) {
      throw new StackException("Kafka did not start; see " + folder.log("kafka"), e);
    }
  }

  String bootstrap() {
    return HOST + ":" + port;
  }

  private static void configure(Properties properties, Path folder) {
    properties.put("log.dir", folder.resolve("log").toString());
    properties.put("log.flush.interval.messages", "1");
    properties.put("replica.high.watermark.checkpoint.interval.ms", "5000");
    // One node needs no spread; fifty partitions, the default, make a start seconds longer.
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    // Made by whoever first asks, a topic would lack cleanup.policy=compact.
    properties.put("auto.create.topics.enable", "false");
  }

  private static String clusterId(Path file) throws IOException {
    if (!Files.exists(file)) {
      StackFolder.writeSecret(file, Uuid.randomUuid().toString());
    }
    return Files.readString(file);
  }

  @Override
  public void close() {
    broker.close();
  }
}
