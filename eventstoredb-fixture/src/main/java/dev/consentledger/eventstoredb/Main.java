package dev.consentledger.eventstoredb;

import java.util.concurrent.CountDownLatch;

/** Runs one node as a process of its own, until it is ended; what it held is gone with it. */
public final class Main {
  private static final int PORT_DEFAULT = 2113;

  private Main() {}

  /** Takes a port and a host: {@code Main [port] [host]}. */
  public static void main(String... words) throws InterruptedException {
    int port = words.length > 0 ? Integer.parseInt(words[0]) : PORT_DEFAULT;
    String host = words.length > 1 ? words[1] : EventStoreDbFixture.HOST;
    var cluster = EventStoreDbFixture.builder().address(host, port).start();
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
    System.out.println(
        "A stand-in for EventStoreDB, for tests, keeps everything in memory: "
            + cluster.connectionString());
    new CountDownLatch(1).await();
  }
}
