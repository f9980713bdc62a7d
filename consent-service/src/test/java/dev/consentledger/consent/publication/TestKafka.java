package dev.consentledger.consent.publication;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/** A real broker that can be stopped and started again with its port and its data. */
final class TestKafka implements AutoCloseable {
  private final Path data;
  private final int port;
  private final int controllerPort;
  private EmbeddedKafkaBroker broker;

  TestKafka(Path data) {
    this.data = data;
    try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = one.getLocalPort();
      controllerPort = other.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    broker = newBroker();
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
