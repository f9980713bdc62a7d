package dev.consentledger.matching.upkeep;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets one instance at a time take a step of a job. The turn is a lock of the step's transaction:
 * it ends with it, however the instance ends.
 */
@ApplicationScoped
public class Turns {
  private final Pool pool;

  Turns(Pool pool) {
    this.pool = pool;
  }

  /** Does the work in one transaction; empty where another instance is at this job. */
  public <T> Uni<Optional<T>> take(String job, Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(connection ->
        connection
            .preparedQuery(
                "select pg_try_advisory_xact_lock("
                    + "hashtextextended('consentledger.matching.' || $1, 0))")
            .execute(Tuple.of(job))
            .chain(rows ->
                rows.iterator().next().getBoolean(0)
                    ? work.apply(connection).map(Optional::of)
                    : Uni.createFrom().item(Optional.empty())));
  }
}
