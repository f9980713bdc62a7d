package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.eventstoredb.Connections.Connection;
import io.kurrent.dbclient.KurrentDBClient;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Carries one request to the leader. Where a node is gone or leads no more, it is repeated until a
 * limit: each request here may be repeated, an append by its event ids.
 */
final class Calls {
  private static final int ATTEMPTS_MAX = 1_000;

  private final Connections connections;
  private final Duration pause;

  Calls(Connections connections, Duration pause) {
    this.connections = connections;
    this.pause = pause;
  }

  /** Fails as the port says; answers on the caller's own Vert.x context where it has one. */
  <T> Uni<T> run(Duration limit, Function<KurrentDBClient, CompletableFuture<T>> request) {
    return Uni.createFrom()
        .deferred(() -> {
          Context caller = Vertx.currentContext();
          Uni<T> answer =
              attempt(request)
                  .onFailure(Trouble::isPassing)
                  .retry()
                  .withBackOff(pause, pause)
                  .atMost(ATTEMPTS_MAX)
                  .ifNoItem()
                  .after(limit)
                  .failWith(Calls::tooLate)
                  .onFailure(LedgerUnavailable.class)
                  .invoke(this::mistrust)
                  .onFailure()
                  .transform(Trouble::of);
          return caller == null
              ? answer
              : answer.emitOn(task -> caller.runOnContext(_ -> task.run()));
        });
  }

  private <T> Uni<T> attempt(Function<KurrentDBClient, CompletableFuture<T>> request) {
    return Uni.createFrom()
        .deferred(() -> {
          Connection connection = connections.current();
          return Uni.createFrom()
              .completionStage(() -> request.apply(connection.client()))
              .emitOn(OwnLoader::run)
              .onFailure()
              .invoke(failure -> connections.failed(connection, failure));
        });
  }

  private static LedgerUnavailable tooLate() {
    return new LedgerUnavailable("the ledger's store took too long");
  }

  /** A node that does not answer at all gives no other sign. */
  private void mistrust(Throwable silence) {
    connections.silent(connections.current());
  }
}
