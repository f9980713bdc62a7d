package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Leadership under one name: whoever holds the PostgreSQL session advisory lock {@link #lockId}
 * leads. The connection that took the lock is used for nothing else. When it is lost, leadership is
 * lost at once; the candidate is then told before anything else is tried.
 *
 * <p>A lock says who should act, not who still does: what a leader writes needs a fence of its own.
 * All of this runs on the executor that the candidate gives, one thread.
 */
public final class Leadership {
  private static final Logger LOG = Logger.getLogger(Leadership.class);

  private final String name;
  private final LockConnections connections;
  private final LeaderSettings settings;
  private final Candidate candidate;
  private final ScheduledExecutorService executor;
  private @Nullable SqlConnection connection;
  private long attempt;
  private boolean leads;
  private boolean stopped;

  /** Who wants to lead. Called on the executor, in turns. */
  public interface Candidate {
    void elected();

    void lost();
  }

  public Leadership(
      String name,
      LockConnections connections,
      LeaderSettings settings,
      ScheduledExecutorService executor,
      Candidate candidate) {
    this.name = name;
    this.connections = connections;
    this.settings = settings;
    this.executor = executor;
    this.candidate = candidate;
  }

  /**
   * The id of the advisory lock: the first 8 bytes, as a big-endian number, of SHA-256 of {@code
   * consentledger.leader.<name>}.
   */
  public static long lockId(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("consentledger.leader." + name).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Begins to ask for the lock. */
  public void start() {
    executor.execute(this::connect);
  }

  /** Gives leadership up and asks for it again after the retry interval: others may take it. */
  public void resign() {
    executor.execute(() -> {
      var _ = dropConnection();
    });
  }

  /** Gives leadership up for good. Completes when the lock is free, or its connection lost. */
  public CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(() -> stopped = true, executor)
        .thenComposeAsync(_ -> dropConnection(), executor);
  }

  private void connect() {
    if (stopped) {
      return;
    }
    long mine = ++attempt;
    later(
        settings.answerLimit(),
        () -> {
          if (connection == null) {
            failed(mine, "no connection in time", null);
          }
        });
    connections
        .open()
        .subscribe()
        .with(
            opened -> executor.execute(() -> connected(mine, opened)),
            failure -> executor.execute(() -> failed(mine, "no connection", failure)));
  }

  private void connected(long mine, SqlConnection opened) {
    if (mine != attempt || stopped) {
      var _ = closeQuietly(opened);
      return;
    }
    connection = opened;
    opened.closeHandler(() -> executor.execute(() -> failed(mine, "connection closed", null)));
    ask(mine);
  }

  private void ask(long mine) {
    SqlConnection asked = connection;
    if (mine != attempt || asked == null) {
      return;
    }
    answer(asked, leads ? "SELECT true" : "SELECT pg_try_advisory_lock($1)")
        .subscribe()
        .with(
            locked -> executor.execute(() -> answered(mine, locked)),
            failure -> executor.execute(() -> failed(mine, "no answer", failure)));
  }

  private Uni<Boolean> answer(SqlConnection asked, String sql) {
    Tuple parameters = leads ? Tuple.tuple() : Tuple.of(lockId(name));
    return asked
        .preparedQuery(sql)
        .execute(parameters)
        .map(rows -> rows.iterator().next().getBoolean(0))
        .ifNoItem()
        .after(settings.answerLimit())
        .fail();
  }

  private void answered(long mine, boolean locked) {
    if (mine != attempt) {
      return;
    }
    if (locked && !leads) {
      leads = true;
      LOG.infof("This instance leads %s", name);
      candidate.elected();
    }
    later(leads ? settings.heartbeatInterval() : settings.retryInterval(), () -> ask(mine));
  }

  private void failed(long mine, String why, @Nullable Throwable failure) {
    if (mine == attempt) {
      LOG.infof(
          "Leadership of %s: %s%s",
          name, why, failure == null ? "" : " (" + failure.getClass().getSimpleName() + ")");
      var _ = dropConnection();
    }
  }

  private CompletableFuture<Void> dropConnection() {
    long mine = ++attempt;
    SqlConnection dropped = connection;
    connection = null;
    if (leads) {
      leads = false;
      LOG.infof("This instance no longer leads %s", name);
      candidate.lost();
    }
    later(
        settings.retryInterval(),
        () -> {
          if (mine == attempt) {
            connect();
          }
        });
    return dropped == null ? CompletableFuture.completedFuture(null) : closeQuietly(dropped);
  }

  private void later(Duration delay, Runnable task) {
    if (!executor.isShutdown()) {
      var _ = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The server ends the session when the connection is gone, so a failure to close is no news. */
  private static CompletableFuture<Void> closeQuietly(SqlConnection connection) {
    return connection.close().onFailure().recoverWithNull().subscribeAsCompletionStage();
  }
}
