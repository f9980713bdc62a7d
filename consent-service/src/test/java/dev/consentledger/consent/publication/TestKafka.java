package dev.consentledger.consent.publication;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** A real broker that can be stopped and started again with its port and its data. */
final class TestKafka implements AutoCloseable {
  private final Path data;
  private final int port;
  private final int controllerPort;
  private EmbeddedKafkaBroker broker;

  TestKafka(Path data) {
    this.data = data;
    port = freePort();
    controllerPort = freePort();
    broker = newBroker();
  }

  /**
   * Not from the ports that the system gives to outgoing connections: while the broker is stopped,
   * one of its clients might take it.
   */
  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int wanted = ThreadLocalRandom.current().nextInt(10_000, 20_000);
      try (var _ = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
        return wanted;
      } catch (IOException _) {
        // Somebody listens there.
      }
    }
    throw new IllegalStateException("no free port on this machine");
  }

  private EmbeddedKafkaBroker newBroker() {
    return new EmbeddedKafkaBroker()
        .withClusterId("pubTestCluster00000000")
        .withKafkaPort(port)
        .withControllerPort(controllerPort)
        .withDeleteLogDirsOnClose(false)
        .withAdditionalProperties(properties -> {
          properties.put("log.dir", data.toString());
          properties.put("transaction.state.log.num.partitions", "1");
        });
  }

  TestKafka start() {
    broker = newBroker();
    broker.start();
    return this;
  }

  void stop() {
    broker.close();
  }

  String bootstrapServers() {
    return "localhost:" + port;
  }

  @Override
  public void close() {
    if (broker.isRunning()) {
      broker.close();
    }
  }
}
