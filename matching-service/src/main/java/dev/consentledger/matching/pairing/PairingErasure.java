package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.matching.intake.CpuPool;
import dev.consentledger.matching.upkeep.RepeatedJob;
import dev.consentledger.matching.upkeep.Turns;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Erases people from the stored pairings, in passes over all blocks for many people at a time. Each
 * step is one transaction, with how far the pass has come, so a kill costs one step.
 *
 * <p>A pass takes an erasure up once no attempt at a position before it is under way: no such
 * attempt begins any more ({@link PairingStore.Attempt#begin}), so no block that the pass has gone
 * by can name the person. After the pass the erasure is forgotten; a repeat of it is a pass that
 * finds nothing.
 */
@ApplicationScoped
class PairingErasure {
  /** Blocks a step, of a MiB at most each. */
  static final int STEP = 16;

  /** People a pass. */
  static final int SUBJECTS_MAX = 10_000;

  private final Turns turns;
  private final CpuPool cpu;
  private final ErasureConfig config;
  private final ErasureMetrics metrics;
  private final Vertx vertx;
  private final RepeatedJob job = new RepeatedJob("the erasure of pairings", this::step);

  PairingErasure(
      Turns turns, CpuPool cpu, ErasureConfig config, ErasureMetrics metrics, Vertx vertx) {
    this.turns = turns;
    this.cpu = cpu;
    this.config = config;
    this.metrics = metrics;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    job.start(vertx, config.interval());
  }

  void stop(@Observes ShutdownEvent event) {
    job.stop(vertx);
  }

  /** What a step did: whether more is left, and how many records it erased. */
  private record Step(boolean more, int records) {
    static final Step NONE = new Step(false, 0);
    static final Step MORE = new Step(true, 0);
  }

  /** Answers whether this instance may go on. */
  Uni<Boolean> step() {
    return turns
        .take("pairing-erasure", this::step)
        .map(taken -> taken.orElse(Step.NONE))
        .invoke(step -> metrics.erased(step.records()))
        .map(Step::more);
  }

  private Uni<Step> step(SqlConnection connection) {
    return connection
        .query("select after_attempt, after_number from erasure_pass")
        .execute()
        .chain(rows ->
            rows.rowCount() == 0 ? begin(connection) : goOn(connection, rows.iterator().next()));
  }

  private Uni<Step> begin(SqlConnection connection) {
    return connection
        .preparedQuery(
            """
            with ready as (
              update erasure set in_pass = true
              where subject in (
                select subject from erasure told
                where not exists (
                  select from run where state = 'pairing' and attempt_position < told.position)
                order by position limit $1)
              returning subject)
            insert into erasure_pass
            select 1, '00000000-0000-0000-0000-000000000000', -1
            where exists (select from ready)
            """)
        .execute(Tuple.of(SUBJECTS_MAX))
        .map(rows -> rows.rowCount() == 1 ? Step.MORE : Step.NONE)
        .call(() -> count(connection));
  }

  private Uni<Void> count(SqlConnection connection) {
    return connection
        .query("select count(*) from erasure")
        .execute()
        .invoke(rows -> metrics.pending(rows.iterator().next().getLong(0)))
        .replaceWithVoid();
  }

  private Uni<Step> goOn(SqlConnection connection, Row pass) {
    return connection
        .query("select subject from erasure where in_pass")
        .execute()
        .map(rows -> {
          Set<SubjectId> subjects = new HashSet<>();
          rows.forEach(row -> subjects.add(new SubjectId(row.getUUID(0))));
          return subjects;
        })
        .chain(subjects ->
            connection
                .preparedQuery(
                    """
                    select attempt, number, subjects from pairing_block
                    where (attempt, number) > ($1, $2) order by attempt, number limit $3
                    """)
                .execute(Tuple.of(pass.getUUID(0), pass.getInteger(1), STEP))
                .chain(rows -> {
                  List<Row> blocks = new ArrayList<>();
                  rows.forEach(blocks::add);
                  return blocks.isEmpty() ? end(connection) : erase(connection, blocks, subjects);
                }));
  }

  private Uni<Step> erase(SqlConnection connection, List<Row> blocks, Set<SubjectId> subjects) {
    Row last = blocks.getLast();
    return cpu.run(() -> mayHold(blocks, subjects))
        .chain(held ->
            Multi.createFrom()
                .iterable(held)
                .onItem()
                .transformToUniAndConcatenate(
                    block -> erase(connection, block.getUUID(0), block.getInteger(1), subjects))
                .collect()
                .asList())
        .call(() ->
            connection
                .preparedQuery("update erasure_pass set after_attempt = $1, after_number = $2")
                .execute(Tuple.of(last.getUUID(0), last.getInteger(1))))
        .map(records -> new Step(true, records.stream().mapToInt(Integer::intValue).sum()));
  }

  /** Blocks from before have no filter. */
  private static List<Row> mayHold(List<Row> blocks, Set<SubjectId> subjects) {
    List<long[]> hashes = subjects.stream().map(SubjectFilter::hashes).toList();
    return blocks.stream()
        .filter(block -> {
          var filter = block.getBuffer(2);
          if (filter == null) {
            return true;
          }
          byte[] bits = filter.getBytes();
          return hashes.stream().anyMatch(each -> SubjectFilter.mayHold(bits, each));
        })
        .toList();
  }

  private Uni<Integer> erase(
      SqlConnection connection, UUID attempt, int number, Set<SubjectId> subjects) {
    return connection
        .preparedQuery(
            "select content from pairing_block where attempt = $1 and number = $2 for update")
        .execute(Tuple.of(attempt, number))
        .chain(rows -> {
          if (rows.rowCount() == 0) {
            // A broken-off attempt's, removed meanwhile.
            return Uni.createFrom().item(0);
          }
          byte[] content = rows.iterator().next().getBuffer(0).getBytes();
          return cpu.run(() -> ErasedBlock.of(content, subjects))
              .call(block ->
                  block.records() == 0
                      ? Uni.createFrom().voidItem()
                      : connection
                          .preparedQuery(
                              """
                              update pairing_block set content = $3, subjects = $4
                              where attempt = $1 and number = $2
                              """)
                          .execute(Tuple.of(attempt, number, block.content(), block.subjects())))
              .map(ErasedBlock::records);
        });
  }

  private Uni<Step> end(SqlConnection connection) {
    return connection
        .query("delete from erasure where in_pass")
        .execute()
        .chain(() -> connection.query("delete from erasure_pass").execute())
        .call(() -> count(connection))
        .replaceWith(Step.MORE);
  }
}
