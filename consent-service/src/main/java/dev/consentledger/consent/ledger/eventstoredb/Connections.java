package dev.consentledger.consent.ledger.eventstoredb;

import io.kurrent.dbclient.KurrentDBClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The client in use. One that has lost its node, or whose node says that another one leads, is left
 * to end what it has under way, and another takes its place: the client's own reconnecting closes
 * for good after a few attempts, forgets the leader it was told, and waits for subscriptions first.
 */
final class Connections implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Connections.class);

  private final ClientSettings settings;
  private final long pauseNanos;
  private final AtomicLong numbers = new AtomicLong();
  private @Nullable Connection current;
  private boolean isClosed;

  Connections(ClientSettings settings, Duration pause) {
    this.settings = settings;
    this.pauseNanos = pause.toNanos();
  }

  /** One client, by its number. */
  record Connection(
      long number, KurrentDBClient client, @Nullable InetSocketAddress leader, long madeAtNanos) {}

  synchronized Connection current() {
    if (isClosed) {
      throw new IllegalStateException("the ledger was closed");
    }
    if (current == null) {
      current = connect(null);
    }
    return current;
  }

  /** Makes another client as configured, unless that was just done. */
  synchronized void failed(Connection failed, Throwable failure) {
    if (Trouble.isOfTheConnection(failure) && isInUse(failed) && isOldEnough(failed)) {
      LOG.infof(
          "the connection to EventStoreDB is made again: %s", Trouble.of(failure).getMessage());
      replace(failed, null);
    }
  }

  /** The same for one that gave no answer at all. */
  synchronized void silent(Connection silent) {
    if (isInUse(silent) && isOldEnough(silent)) {
      LOG.info("EventStoreDB did not answer in time, and the connection is made again");
      replace(silent, null);
    }
  }

  private synchronized void leaderIs(long number, InetSocketAddress leader) {
    Connection asked = current;
    if (asked != null && asked.number() == number && !leader.equals(asked.leader())) {
      LOG.infof("another node of EventStoreDB leads: %s", leader);
      replace(asked, leader);
    }
  }

  private boolean isInUse(Connection connection) {
    return !isClosed && current != null && current.number() == connection.number();
  }

  private boolean isOldEnough(Connection connection) {
    return System.nanoTime() - connection.madeAtNanos() >= pauseNanos
        || connection.client().isShutdown();
  }

  private void replace(Connection old, @Nullable InetSocketAddress leader) {
    current = connect(leader);
    // On a thread of its own, after what is under way.
    var _ = old.client().shutdown();
  }

  private Connection connect(@Nullable InetSocketAddress leader) {
    long number = numbers.incrementAndGet();
    var interceptor = new WireInterceptor(told -> leaderIs(number, told));
    var client = KurrentDBClient.create(settings.forClient(interceptor, leader));
    return new Connection(number, client, leader, System.nanoTime());
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (current != null) {
      var _ = current.client().shutdown();
      current = null;
    }
  }
}
