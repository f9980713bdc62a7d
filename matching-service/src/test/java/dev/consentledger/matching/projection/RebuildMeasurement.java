package dev.consentledger.matching.projection;

import static dev.consentledger.matching.Eventually.eventually;

import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.matching.KafkaResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Prints the records a second from topic to rows and index, durable. Not part of the build: {@code
 * mvn test -Dtest=RebuildMeasurement}.
 */
@QuarkusTest
@TestProfile(WithTopic.class)
class RebuildMeasurement {
  private static final int RECORDS = 100_000;

  @Inject Projection projection;
  @Inject ManualClock clock;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Test
  void new_states_from_the_topic() {
    try (TopicWriter writer = new TopicWriter(bootstrapServers, KafkaResource.TOPIC)) {
      PermissionMessage[] messages = new PermissionMessage[RECORDS];
      for (int i = 0; i < RECORDS; i++) {
        messages[i] =
            TopicWriter.state(i, i + 1L, TopicWriter.permitted(i + 1L, 2L * i, 2L * i + 1));
      }
      long start = System.nanoTime();
      writer.write(clock.instant(), messages);
      eventually("all applied", () -> projection.position().value() == RECORDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%,.0f records a second%n", RECORDS / seconds);
    }
  }
}
