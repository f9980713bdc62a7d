package dev.consentledger.benchmarks.pairing;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.ServiceMetrics;
import dev.consentledger.benchmarks.WorkFolder;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.time.Duration;

/**
 * A stack whose matching-service has the population's permissions.
 *
 * @param projectedSeconds from the first record in the topic until all of it was stored and counted
 */
public record FilledStack(BenchedStack running, Watermarks watermarks, double projectedSeconds)
    implements AutoCloseable {
  /** Bytes of heap a contact point while its index grows, and what the service needs besides. */
  private static final int HEAP_BYTES_A_CONTACT_POINT = 220;

  private static final int HEAP_MEGABYTES_REST = 768;

  /** A projection that applied nothing for so long while its topic is full has stopped. */
  private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

  public static FilledStack start(WorkFolder folder, Population population)
      throws IOException, InterruptedException {
    long heap = (long) population.contactPoints() * HEAP_BYTES_A_CONTACT_POINT / (1 << 20);
    BenchedStack running = BenchedStack.start(folder, HEAP_MEGABYTES_REST + (int) heap);
    try {
      MatchSecret secret =
          MatchSecretFile.read(
                  running.stack().secrets().resolve("match-secret"),
                  "consentledger.match-secret-file")
              .newest();
      System.out.printf(
          "  Filling the topic with %,d contact points%n", population.contactPoints());
      long begun = System.nanoTime();
      new TopicFill(population, secret).write(running.stack().kafkaBootstrap());
      System.out.printf("  Filled after %.0f s%n", (System.nanoTime() - begun) / 1e9);
      var watermarks =
          Watermarks.start(
              running.stack().kafkaBootstrap(), population.contactPoints(), secret.version());
      awaitProjected(running, population);
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf("  Projected after %.0f s%n", seconds);
      return new FilledStack(running, watermarks, seconds);
    } catch (IOException | InterruptedException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private static void awaitProjected(BenchedStack running, Population population)
      throws IOException, InterruptedException {
    ServiceMetrics metrics = running.metrics(ServiceName.MATCHING);
    double grants = 0;
    long grown = System.nanoTime();
    while (grants < population.contactPoints()) {
      double now = metrics.value("consentledger_projection_index_grants");
      if (now > grants) {
        grants = now;
        grown = System.nanoTime();
      } else if (System.nanoTime() - grown > SILENCE_MAX.toNanos()) {
        throw new IllegalStateException("the projection stopped; see matching-service's log");
      }
      Thread.sleep(200);
    }
  }

  @Override
  public void close() {
    watermarks.close();
    running.close();
  }
}
