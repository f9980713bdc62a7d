package dev.consentledger.matching.pairing;

import dev.consentledger.matching.upkeep.RepeatedJob;
import dev.consentledger.matching.upkeep.Turns;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Deletes lists and pairings once their time is over. First what is over is marked and read by
 * nobody any more, then its blocks go in steps, each in a transaction: a kill costs one step.
 */
@ApplicationScoped
class Retention {
  private final Turns turns;
  private final ListsConfig lists;
  private final PairingsConfig pairings;
  private final RetentionMetrics metrics;
  private final Clock clock;
  private final Vertx vertx;
  private final RepeatedJob listJob = new RepeatedJob("the lists' retention", this::listStep);
  private final RepeatedJob pairingJob =
      new RepeatedJob("the pairings' retention", this::pairingStep);

  Retention(
      Turns turns,
      ListsConfig lists,
      PairingsConfig pairings,
      RetentionMetrics metrics,
      Clock clock,
      Vertx vertx) {
    this.turns = turns;
    this.lists = lists;
    this.pairings = pairings;
    this.metrics = metrics;
    this.clock = clock;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    listJob.start(vertx, lists.retentionInterval());
    pairingJob.start(vertx, lists.retentionInterval());
  }

  void stop(@Observes ShutdownEvent event) {
    listJob.stop(vertx);
    pairingJob.stop(vertx);
  }

  /** What a step did: whether more is left, and how many blocks it deleted. */
  private record Step(boolean more, int blocks) {
    static final Step NONE = new Step(false, 0);
  }

  /** Answers whether this instance may go on. */
  Uni<Boolean> listStep() {
    return turns
        .take("list-retention", this::listStep)
        .map(taken -> taken.orElse(Step.NONE))
        .invoke(step -> metrics.listBlocksDeleted(step.blocks()))
        .map(Step::more);
  }

  private Uni<Step> listStep(SqlConnection connection) {
    return connection
        .preparedQuery(
            """
            update run set list = 'leaving' where run in (
              select run from run
              where list = 'kept' and state in ('ready', 'failed') and ended_at < $1
              order by ended_at limit $2)
            """)
        .execute(Tuple.of(before(lists.retention()), lists.retentionStep()))
        .chain(() ->
            connection
                .query("select run from run where list = 'leaving' order by run limit 1 for update")
                .execute())
        .chain(rows ->
            rows.rowCount() == 0
                ? oldest(connection).replaceWith(Step.NONE)
                : deleteList(connection, rows.iterator().next().getUUID(0)));
  }

  private Uni<Step> deleteList(SqlConnection connection, UUID run) {
    return delete(
            connection,
            """
            delete from list_block where run = $1 and number in (
              select number from list_block where run = $1 order by number limit $2)
            """,
            run)
        .call(deleted ->
            deleted == lists.retentionStep()
                ? Uni.createFrom().voidItem()
                : connection
                    .preparedQuery("update run set list = 'gone' where run = $1")
                    .execute(Tuple.of(run)))
        .map(deleted -> new Step(true, deleted));
  }

  private Uni<Void> oldest(SqlConnection connection) {
    return connection
        .query(
            """
            select min(ended_at) from run where list = 'kept' and state in ('ready', 'failed')
            """)
        .execute()
        .invoke(rows -> {
          OffsetDateTime ended = rows.iterator().next().getOffsetDateTime(0);
          metrics.oldest(
              ended == null ? Duration.ZERO : Duration.between(ended.toInstant(), clock.instant()));
        })
        .replaceWithVoid();
  }

  /** Answers whether this instance may go on. */
  Uni<Boolean> pairingStep() {
    return turns
        .take("pairing-retention", this::pairingStep)
        .map(taken -> taken.orElse(Step.NONE))
        .invoke(step -> metrics.pairingBlocksDeleted(step.blocks()))
        .map(Step::more);
  }

  private Uni<Step> pairingStep(SqlConnection connection) {
    return connection
        .preparedQuery(
            """
            update pairing_record set leaving = true where run = (
              select run from pairing_record record where stored_at < $1
                and not exists (select from run
                  where run = record.run and state not in ('ready', 'failed'))
              order by stored_at limit 1 for update)
            returning run, attempt
            """)
        .execute(Tuple.of(before(pairings.retention())))
        .chain(rows ->
            rows.rowCount() == 0
                ? Uni.createFrom().item(Step.NONE)
                : deletePairings(
                    connection,
                    rows.iterator().next().getUUID(0),
                    rows.iterator().next().getUUID(1)));
  }

  private Uni<Step> deletePairings(SqlConnection connection, UUID run, UUID attempt) {
    return delete(
            connection,
            """
            delete from pairing_block where attempt = $1 and number in (
              select number from pairing_block where attempt = $1 order by number limit $2)
            """,
            attempt)
        .call(deleted ->
            deleted == lists.retentionStep()
                ? Uni.createFrom().voidItem()
                : connection
                    .preparedQuery("delete from pairing_record where run = $1")
                    .execute(Tuple.of(run)))
        .map(deleted -> new Step(true, deleted));
  }

  private Uni<Integer> delete(SqlConnection connection, String statement, UUID of) {
    return connection
        .preparedQuery(statement)
        .execute(Tuple.of(of, lists.retentionStep()))
        .map(RowSet::rowCount);
  }

  private OffsetDateTime before(Duration kept) {
    return OffsetDateTime.ofInstant(clock.instant().minus(kept), ZoneOffset.UTC);
  }
}
