package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.SubjectId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Hears of the erasures that other instances finish, so that no unwrapped key outlives its subject
 * here. While the connection is gone the cache's own time limit holds, and once it is back nothing
 * is kept that was read before.
 */
@Singleton
class ErasedListener {
  static final String CHANNEL = "subject_erased";

  private final Vertx vertx;
  private final Pool pool;
  private final PostgresSubjects subjects;
  private final PrivacySettings settings;
  private volatile boolean stopping;

  ErasedListener(Vertx vertx, Pool pool, PostgresSubjects subjects, PrivacySettings settings) {
    this.vertx = vertx;
    this.pool = pool;
    this.subjects = subjects;
    this.settings = settings;
  }

  void start(@Observes StartupEvent event) {
    connect();
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private void connect() {
    pool.getConnection()
        .chain(connection -> {
          var listening = PgConnection.cast(connection);
          return listening
              .query("LISTEN " + CHANNEL)
              .execute()
              .replaceWith(listening)
              .onFailure()
              .call(connection::close);
        })
        .ifNoItem()
        .after(settings.storeTimeout())
        .fail()
        .subscribe()
        .with(this::listen, _ -> connectLater());
  }

  private void listen(PgConnection connection) {
    // Without it the driver prints the server's words; the close handler acts on the loss.
    connection.exceptionHandler(_ -> {});
    connection.notificationHandler(told -> subjects.forget(SubjectId.parse(told.getPayload())));
    connection.closeHandler(this::connectLater);
    subjects.forgetAll();
  }

  private void connectLater() {
    if (!stopping) {
      vertx.setTimer(settings.cacheTtl().toMillis(), _ -> connect());
    }
  }
}
