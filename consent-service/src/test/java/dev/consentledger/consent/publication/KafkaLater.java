package dev.consentledger.consent.publication;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/** A broker that a test starts when it likes, after the service has started without it. */
public final class KafkaLater implements QuarkusTestResourceLifecycleManager {
  private Path directory;
  private TestKafka kafka;

  @Override
  public Map<String, String> start() {
    try {
      directory = Files.createTempDirectory("publication-service");
      Path secrets = directory.resolve("match-secrets");
      Files.writeString(secrets, "1 " + "00".repeat(32) + "\n");
      kafka = new TestKafka(Files.createDirectory(directory.resolve("kafka")));
      return Map.of(
          "kafka.bootstrap.servers",
          kafka.bootstrapServers(),
          "consentledger.match-secret-file",
          secrets.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void inject(TestInjector testInjector) {
    testInjector.injectIntoFields(kafka, new TestInjector.MatchesType(TestKafka.class));
  }

  @Override
  public void stop() {
    try {
      kafka.close();
      Utils.delete(directory.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
