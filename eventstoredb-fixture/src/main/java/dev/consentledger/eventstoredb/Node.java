package dev.consentledger.eventstoredb;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of the cluster: a gRPC server that keeps its address over restarts. */
public final class Node implements AutoCloseable {
  private static final long STOP_SECONDS_MAX = 10;

  private final EventStoreDbFixture cluster;
  private final String host;
  private final Faults faults = new Faults();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int port;
  private @Nullable Server server;

  Node(EventStoreDbFixture cluster, String host, int port) {
    this.cluster = cluster;
    this.host = host;
    this.port = port;
  }

  public String host() {
    return host;
  }

  public synchronized int port() {
    return port;
  }

  public Faults faults() {
    return faults;
  }

  public boolean isLeader() {
    return cluster.leader() == this;
  }

  public synchronized boolean isAlive() {
    return server != null;
  }

  /** Does nothing where it runs. */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .executor(threads)
            .addService(new StreamsService(cluster, this))
            .addService(new GossipService(cluster))
            .intercept(new RequiresLeader())
            .intercept(new Credentials(cluster.options()));
    if (cluster.options().release().tellsFeatures()) {
      builder.addService(new ServerFeaturesService(cluster.options().release()));
    }
    Certificate certificate = cluster.options().certificate();
    if (certificate != null) {
      builder.useTransportSecurity(certificate.file().toFile(), certificate.keyFile().toFile());
    }
    try {
      Server started = builder.build().start();
      server = started;
      port = started.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException("the node did not start on " + host + ":" + port, e);
    }
  }

  /** Ends every connection and every call on it at once. */
  public synchronized void stop() {
    Server running = server;
    server = null;
    if (running == null) {
      return;
    }
    try {
      running.shutdownNow().awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping a node", e);
    }
  }

  /** Cuts every connection; the node is back at once. */
  public synchronized void dropConnections() {
    stop();
    start();
  }

  @Override
  public void close() {
    faults.release();
    stop();
    threads.shutdownNow();
  }
}
