package dev.consentledger.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * So many clients, each with a connection of its own, each asking again as soon as it is answered:
 * the most that a server does. Requests of the first part warm up and are not counted.
 */
public final class ClosedLoop {
  private static final int SAMPLES_MAX = 4_000_000;

  private ClosedLoop() {}

  /** One client with its connection. */
  public interface Client extends AutoCloseable {
    /** Asks once, and throws where the answer is not the wanted one. */
    void ask(int number) throws Exception;

    @Override
    void close() throws IOException, SQLException;
  }

  /** Opens the connection of one client; called for each. */
  @FunctionalInterface
  public interface Opener {
    Client open(int client) throws Exception;
  }

  /** What all clients together saw. */
  public record Load(double requestsPerSecond, double p50Millis, double p99Millis, int requests) {}

  public static Load run(int clients, double warmupSeconds, double seconds, Opener opener)
      throws Exception {
    List<Client> opened = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        opened.add(opener.open(i));
      }
      long from = System.nanoTime() + (long) (warmupSeconds * 1e9);
      long to = from + (long) (seconds * 1e9);
      List<Future<long[]>> loops = new ArrayList<>();
      for (Client client : opened) {
        Callable<long[]> loop = () -> loop(client, from, to);
        loops.add(threads.submit(loop));
      }
      List<long[]> took = new ArrayList<>();
      for (Future<long[]> loop : loops) {
        took.add(loop.get());
      }
      long[] all = took.stream().flatMapToLong(Arrays::stream).toArray();
      return new Load(
          all.length / seconds,
          Samples.percentileMillis(all, 0.5),
          Samples.percentileMillis(all, 0.99),
          all.length);
    } finally {
      for (Client client : opened) {
        client.close();
      }
    }
  }

  /** Nanoseconds of each request that began within the time that counts. */
  private static long[] loop(Client client, long from, long to) throws Exception {
    long[] took = new long[1024];
    int size = 0;
    long begun = System.nanoTime();
    for (int number = 0; begun < to && size < SAMPLES_MAX; number++) {
      client.ask(number);
      long ended = System.nanoTime();
      if (begun >= from) {
        if (size == took.length) {
          took = Arrays.copyOf(took, 2 * size);
        }
        took[size++] = ended - begun;
      }
      begun = ended;
    }
    return Arrays.copyOf(took, size);
  }
}
