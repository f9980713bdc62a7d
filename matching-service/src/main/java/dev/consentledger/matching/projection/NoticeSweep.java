package dev.consentledger.matching.projection;

import dev.consentledger.matching.upkeep.RepeatedJob;
import dev.consentledger.matching.upkeep.Turns;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Deletes the rows of grants that ended with their notice. Nothing waits for it: no reader takes
 * such a row for a permission.
 */
@ApplicationScoped
class NoticeSweep {
  /** Ordinals looked at in one transaction. */
  static final int STEP = 20_000;

  private final Turns turns;
  private final ProjectionConfig config;
  private final Vertx vertx;
  private final RepeatedJob job = new RepeatedJob("the sweep of invalid notices", this::step);

  NoticeSweep(Turns turns, ProjectionConfig config, Vertx vertx) {
    this.turns = turns;
    this.config = config;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    job.start(vertx, config.noticeSweepInterval());
  }

  void stop(@Observes ShutdownEvent event) {
    job.stop(vertx);
  }

  /** Answers whether this instance may go on. */
  Uni<Boolean> step() {
    return turns
        .take("notice-sweep", NoticeSweep::sweep)
        .map(more -> more.filter(Boolean::booleanValue).isPresent());
  }

  private static Uni<Boolean> sweep(SqlConnection connection) {
    return connection
        .query(
            """
            select number, swept_to, sweep_end from notice where swept_to < sweep_end
            order by number limit 1 for update
            """)
        .execute()
        .chain(rows ->
            rows.rowCount() == 0
                ? Uni.createFrom().item(false)
                : sweep(connection, rows.iterator().next()));
  }

  /** Rows that name no notice went with the first one that is invalid. */
  private static Uni<Boolean> sweep(SqlConnection connection, Row notice) {
    int from = notice.getInteger("swept_to");
    int to = (int) Math.min((long) from + STEP, notice.getInteger("sweep_end"));
    return connection
        .preparedQuery(
            """
            delete from permission
            where ordinal >= $2 and ordinal < $3 and notice in ($1, 0)
            """)
        .execute(Tuple.of(notice.getInteger("number"), from, to))
        .map(RowSet::rowCount)
        .chain(deleted ->
            connection
                .preparedQuery(
                    """
                    update notice set swept_to = $2, rows_left =
                      case when $2 = sweep_end then 0 else greatest(rows_left - $3, 0) end
                    where number = $1
                    """)
                .execute(Tuple.of(notice.getInteger("number"), to, (long) deleted)))
        .replaceWith(true);
  }
}
