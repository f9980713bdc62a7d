package dev.consentledger.eventstoredb;

import com.google.protobuf.ByteString;
import dev.consentledger.eventstoredb.Recorded.Proposed;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for an EventStoreDB cluster, for tests: its nodes serve one log in memory on loopback.
 * It keeps nothing on disk. Safe for use by several threads.
 */
public final class EventStoreDbFixture implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final Options options;
  private final TransactionLog log;
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private volatile @Nullable Node leader;

  EventStoreDbFixture(Options options) {
    this.options = options;
    this.log = new TransactionLog(InstantSource.system(), options.systemEventEvery());
  }

  /** One node, as most tests need it. */
  public static EventStoreDbFixture start() {
    return new Builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What the stand-in shall be like. */
  public static final class Builder {
    private Options options = Options.standard();
    private String host = HOST;
    private int port;
    private int nodes = 1;

    Builder() {}

    public Builder release(ServerRelease release) {
      options = options.withRelease(release);
      return this;
    }

    public Builder credentials(String user, String password) {
      options = options.withCredentials(user, password);
      return this;
    }

    public Builder tls(Certificate certificate) {
      options = options.withCertificate(certificate);
      return this;
    }

    public Builder appendBytesMax(int bytes) {
      options = options.withAppendBytesMax(bytes);
      return this;
    }

    /** The first of them leads. */
    public Builder nodes(int count) {
      nodes = count;
      return this;
    }

    /** Where the first node listens; port 0, the default, is any. */
    public Builder address(String name, int number) {
      host = name;
      port = number;
      return this;
    }

    public EventStoreDbFixture start() {
      var cluster = new EventStoreDbFixture(options);
      for (int i = 0; i < nodes; i++) {
        Node node = new Node(cluster, host, i == 0 ? port : 0);
        cluster.nodes.add(node);
        node.start();
      }
      cluster.leader = cluster.nodes.getFirst();
      return cluster;
    }
  }

  /** For the first node; credentials are not in it. */
  public String connectionString() {
    Node node = nodes.getFirst();
    return "esdb://" + node.host() + ":" + node.port() + "?tls=" + (options.certificate() != null);
  }

  /** The same, for a client that asks the cluster who leads it. */
  public String discoveryString() {
    return connectionString().replace("esdb://", "esdb+discover://");
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  public Node leader() {
    Node node = leader;
    if (node == null) {
      throw new IllegalStateException("the cluster has no leader yet");
    }
    return node;
  }

  /** The others become followers; what needs the leader is refused by them with its address. */
  public void elect(Node node) {
    leader = node;
  }

  /** Something of the server's own in the log, of no interest to anybody. */
  public void writeSystemEvent() {
    log.writeSystemEvent();
  }

  /** Sets a stream's metadata, as an operator may; {@code $settings} is a stream, too. */
  public void setMetadata(String stream, String json) {
    write("$$" + stream, "$metadata", json);
  }

  /** Sets the ACLs of all streams that have none of their own. */
  public void setSettings(String json) {
    write("$settings", "update-default-acl", json);
  }

  /** Appends an event of somebody else's. */
  public void write(String stream, String type, String json) {
    log.append(
        stream,
        TransactionLog.ANY,
        List.of(
            new Proposed(
                UUID.randomUUID(),
                type,
                ContentTypes.JSON,
                ByteString.copyFrom(json, StandardCharsets.UTF_8),
                ByteString.EMPTY)));
  }

  /** A hard delete. */
  public void tombstone(String stream) {
    log.tombstone(stream, TransactionLog.ANY);
  }

  TransactionLog log() {
    return log;
  }

  Options options() {
    return options;
  }

  List<Node> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
