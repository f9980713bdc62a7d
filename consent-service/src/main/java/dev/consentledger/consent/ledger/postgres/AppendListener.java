package dev.consentledger.consent.ledger.postgres;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps one connection that listens for appends of every instance. It takes the connection from the
 * pool, so that it reaches the same server in the same way (TLS, credentials); when the connection
 * is lost it makes another one, and wakes the followers for what it may have missed.
 */
final class AppendListener {
  private static final Logger LOG = Logger.getLogger(AppendListener.class);
  private static final String LISTEN = "LISTEN ledger_appended";

  private final Vertx vertx;
  private final Pool pool;
  private final Duration retry;
  private final Runnable onAppend;
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private volatile boolean isClosed;

  AppendListener(Vertx vertx, Pool pool, Duration retry, Runnable onAppend) {
    this.vertx = vertx;
    this.pool = pool;
    this.retry = retry;
    this.onAppend = onAppend;
  }

  /** Begins to listen, with the first follower. */
  void start() {
    if (isStarted.compareAndSet(false, true)) {
      connect();
    }
  }

  void close() {
    isClosed = true;
  }

  private void connect() {
    if (isClosed) {
      return;
    }
    pool.getConnection()
        .chain(connection -> {
          var listening = PgConnection.cast(connection);
          return listening
              .query(LISTEN)
              .execute()
              .replaceWith(listening)
              .onFailure()
              .call(connection::close);
        })
        .subscribe()
        .with(this::listen, _ -> connectLater());
  }

  private void listen(PgConnection connection) {
    // Without it the driver prints the server's words; the close handler acts on the loss.
    connection.exceptionHandler(_ -> {});
    connection.notificationHandler(_ -> onAppend.run());
    connection.closeHandler(this::connectLater);
    onAppend.run();
  }

  private void connectLater() {
    if (!isClosed) {
      LOG.debug("the connection that listens for appends is gone and will be made again");
      vertx.setTimer(retry.toMillis(), _ -> connect());
    }
  }
}
