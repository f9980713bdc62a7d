package dev.consentledger.benchmarks.pairing;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.ServiceMetrics;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;

/**
 * A stack whose matching-service has the population's permissions.
 *
 * @param projectedSeconds from the first record in the topic until all of it was stored and counted
 */
public record FilledStack(BenchedStack running, double projectedSeconds) implements AutoCloseable {
  /** Bytes of heap a contact point while its index grows, and what the service needs besides. */
  private static final int HEAP_BYTES_A_CONTACT_POINT = 220;

  private static final int HEAP_MEGABYTES_REST = 768;

  public static FilledStack start(WorkFolder folder, Population population)
      throws IOException, InterruptedException {
    long heap = (long) population.contactPoints() * HEAP_BYTES_A_CONTACT_POINT / (1 << 20);
    BenchedStack running = BenchedStack.start(folder, HEAP_MEGABYTES_REST + (int) heap);
    try {
      return new FilledStack(running, fill(running, population));
    } catch (IOException | InterruptedException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private static double fill(BenchedStack running, Population population)
      throws IOException, InterruptedException {
    MatchSecrets secrets =
        MatchSecretFile.read(running.stack().secrets().resolve("match-secret"), "match-secret");
    MatchSecret secret = secrets.newest();
    System.out.printf("  Filling the topic with %,d contact points%n", population.contactPoints());
    long begun = System.nanoTime();
    new TopicFill(population, secret).write(running.stack().kafkaBootstrap());
    System.out.printf("  Filled after %.0f s%n", (System.nanoTime() - begun) / 1e9);
    ServiceMetrics metrics = running.metrics(ServiceName.MATCHING);
    while (metrics.value("consentledger_projection_index_grants") < population.contactPoints()) {
      Thread.sleep(200);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf("  Projected after %.0f s%n", seconds);
    return seconds;
  }

  @Override
  public void close() {
    running.close();
  }
}
