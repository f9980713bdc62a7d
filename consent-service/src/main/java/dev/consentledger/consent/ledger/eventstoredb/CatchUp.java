package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.eventstoredb.Connections.Connection;
import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.ResolvedEvent;
import io.kurrent.dbclient.SubscribeToAllOptions;
import io.kurrent.dbclient.Subscription;
import io.kurrent.dbclient.SubscriptionFilter;
import io.kurrent.dbclient.SubscriptionListener;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A catch-up subscription to {@code $all} that is made again, after the last event it told, however
 * often it is lost: what comes out has neither a gap nor a repeat.
 *
 * <p>It never resumes from a checkpoint. Servers have told checkpoints that, taken as a place to
 * resume from, skip an event (before 21.10.10, and 24.10 to 25.0.0); a checkpoint shows here that
 * the subscription is alive, and no more. Coming back after a silence of the ledger therefore lets
 * the server filter again what was written meanwhile, which costs it time and us nothing.
 */
final class CatchUp {
  private static final Logger LOG = Logger.getLogger(CatchUp.class);

  // What changes is guarded by the inbox's lock, so that an event is kept and counted as told at
  // once.
  private final Connections connections;
  private final String filter;
  private final Inbox inbox;
  private final Duration pause;
  private final Duration confirmLimit;
  private final int batchEntries;
  private Position told;
  private @Nullable Attempt current;
  private boolean isClosed;
  private long lastSignNanos = System.nanoTime();

  CatchUp(
      Connections connections,
      EventStoreDbSettings settings,
      String filter,
      Position after,
      Inbox inbox) {
    this.connections = connections;
    this.filter = filter;
    this.told = after;
    this.inbox = inbox;
    this.pause = settings.reconnectPause();
    this.confirmLimit = settings.readTimeout();
    this.batchEntries = settings.followEntriesMax();
  }

  void open() {
    Connection connection;
    try {
      connection = connections.current();
    } catch (IllegalStateException _) {
      return; // the whole ledger was closed
    }
    var attempt = new Attempt(connection);
    SubscribeToAllOptions options;
    synchronized (inbox) {
      if (isClosed) {
        return;
      }
      current = attempt;
      lastSignNanos = System.nanoTime();
      options = options(attempt);
    }
    CompletableFuture<Subscription> confirmed =
        connection.client().subscribeToAll(attempt, options);
    var _ =
        confirmed
            .orTimeout(confirmLimit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                lost(attempt, failure);
              }
            });
  }

  private SubscribeToAllOptions options(Attempt attempt) {
    var filtered =
        SubscriptionFilter.newBuilder()
            .withStreamNameRegularExpression(filter)
            .withCheckpointer((_, _) -> {
              attempt.sign();
              return CompletableFuture.completedFuture(null);
            })
            .build();
    var options = SubscribeToAllOptions.get().filter(filtered).batchSize(batchEntries);
    return told.equals(Position.START)
        ? options.fromStart()
        : options.fromPosition(EventReads.client(told));
  }

  /** How long no word has come; an idle log says nothing, too. */
  Duration silence() {
    synchronized (inbox) {
      return Duration.ofNanos(System.nanoTime() - lastSignNanos);
    }
  }

  /** Gives up a subscription that tells less than is there. */
  void renew() {
    Attempt silent;
    synchronized (inbox) {
      silent = current;
    }
    if (silent != null) {
      LOG.info("a subscription to EventStoreDB is silent, and is made again");
      connections.silent(silent.connection);
      silent.stop();
      again(silent);
    }
  }

  private void lost(Attempt attempt, Throwable failure) {
    connections.failed(attempt.connection, failure);
    attempt.stop();
    again(attempt);
  }

  /** Once for each attempt, after a pause. */
  private void again(Attempt attempt) {
    synchronized (inbox) {
      if (isClosed || current != attempt) {
        return;
      }
      current = null;
      inbox.askAgain();
    }
    var _ =
        Infrastructure.getDefaultWorkerPool()
            .schedule(this::open, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  void close() {
    Attempt last;
    synchronized (inbox) {
      isClosed = true;
      last = current;
      current = null;
    }
    inbox.close();
    if (last != null) {
      last.stop();
    }
  }

  /** Takes an event in its turn, from the subscription in use alone, and each once. */
  private void tell(Attempt attempt, ResolvedEvent event) {
    Position position = Entries.positionInAll(event);
    attempt.sign();
    boolean kept =
        inbox.put(event, () -> current == attempt && position.isAfter(told), () -> told = position);
    if (kept) {
      attempt.sign();
    }
  }

  /** One subscription at the server. */
  private final class Attempt extends SubscriptionListener {
    private final Connection connection;
    private volatile @Nullable Subscription subscription;
    private volatile boolean isStopped;

    Attempt(Connection connection) {
      this.connection = connection;
    }

    void sign() {
      synchronized (inbox) {
        lastSignNanos = System.nanoTime();
      }
    }

    void stop() {
      isStopped = true;
      Subscription open = subscription;
      if (open != null) {
        open.stop();
      }
    }

    @Override
    public void onConfirmation(Subscription confirmed) {
      subscription = confirmed;
      sign();
      if (isStopped) {
        confirmed.stop();
      }
    }

    @Override
    public void onEvent(Subscription from, ResolvedEvent event) {
      tell(this, event);
    }

    /** Servers before 23.10 say nothing; then the follower's own look at the head finds it. */
    @Override
    public void onCaughtUp(
        Subscription from,
        Instant timestamp,
        @Nullable Long revision,
        io.kurrent.dbclient.@Nullable Position position) {
      sign();
      inbox.wake();
    }

    @Override
    public void onCancelled(@Nullable Subscription from, @Nullable Throwable failure) {
      if (!isStopped) {
        lost(this, failure == null ? new IllegalStateException("cancelled") : failure);
      }
    }
  }
}
