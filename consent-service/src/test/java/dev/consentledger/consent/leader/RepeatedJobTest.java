package dev.consentledger.consent.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RepeatedJobTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final Vertx VERTX = Vertx.vertx();
  private static ConsentDatabase database;

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger atOnceMax = new AtomicInteger();
  private final List<Instance> instances = new ArrayList<>();

  @BeforeAll
  static void startDatabase() {
    database = ConsentDatabase.start();
  }

  @AfterAll
  static void stopDatabase() {
    VERTX.closeAndAwait();
    database.close();
  }

  @AfterEach
  void kill() {
    instances.forEach(Instance::kill);
  }

  @Test
  void one_instance_does_the_steps_and_another_goes_on_when_it_is_killed() {
    var first = start();
    await("the first has done some", () -> first.steps.get() > 3);
    var second = start();
    int before = first.steps.get();
    await("the first goes on", () -> first.steps.get() > before + 3);
    assertThat(second.status.activity()).isEqualTo("standing by");
    assertThat(second.steps).hasValue(0);

    first.kill();

    await("the second has done some", () -> second.steps.get() > 3);
    assertThat(atOnceMax).hasValue(1);
  }

  @Test
  void stopped_in_order_it_ends_with_the_step_under_way_and_frees_the_lock() throws Exception {
    var first = start();
    await("the first has done some", () -> first.steps.get() > 3);

    first.terms.stop().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    int done = first.steps.get();
    assertThat(underWay).hasValue(0);
    var second = start();
    await("the second has done some", () -> second.steps.get() > 3);
    assertThat(first.steps).hasValue(done);
  }

  @Test
  void trouble_is_told_and_the_step_tried_again() {
    var instance = start();
    await("some are done", () -> instance.steps.get() > 3);

    instance.fails = true;
    await("trouble is told", () -> "IllegalStateException".equals(instance.status.problem()));
    assertThat(instance.status.activity()).isEqualTo("retrying");
    instance.fails = false;

    int before = instance.steps.get();
    await("it goes on", () -> instance.steps.get() > before);
    await("all is well", () -> instance.status.problem() == null);
  }

  private Instance start() {
    var instance = new Instance();
    instances.add(instance);
    instance.terms.start(instance.leadership);
    return instance;
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private final class Instance {
    final LeaderStatus status = new LeaderStatus("example", Clock.systemUTC());
    final AtomicInteger steps = new AtomicInteger();
    final ScheduledExecutorService thread = LeaderThread.start("example");
    final List<SqlConnection> locks = new CopyOnWriteArrayList<>();
    final Terms<Boolean> terms;
    final Leadership leadership;
    volatile boolean fails;

    Instance() {
      var job =
          new RepeatedJob(
              this::step,
              Duration.ofSeconds(5),
              new LeaderJob.TermLimits(
                  Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofMillis(50)),
              status,
              thread);
      terms = new Terms<>(job, status, thread);
      leadership =
          new Leadership(
              "example",
              () ->
                  PgConnection.connect(
                          VERTX,
                          PgConnectOptions.fromUri(database.reactiveUrl())
                              .setUser(ConsentDatabase.APP)
                              .setPassword(ConsentDatabase.PASSWORD))
                      .map(SqlConnection.class::cast)
                      .invoke(locks::add),
              new SmallRyeConfigBuilder()
                  .withConverter(Duration.class, 100, new DurationConverter())
                  .withMapping(LeaderSettings.class)
                  .withDefaultValues(Map.of("consentledger.leader.retry-interval", "50ms"))
                  .build()
                  .getConfigMapping(LeaderSettings.class),
              thread,
              terms);
    }

    private Uni<Duration> step() {
      if (fails) {
        throw new IllegalStateException("for the test");
      }
      atOnceMax.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      return Uni.createFrom()
          .item(Duration.ofMillis(5))
          .onItem()
          .delayIt()
          .by(Duration.ofMillis(5))
          .invoke(() -> {
            underWay.decrementAndGet();
            steps.incrementAndGet();
          });
    }

    /** As with kill -9, between two steps: those begin on the thread. */
    void kill() {
      while (!thread.isShutdown()) {
        thread.execute(() -> {
          if (underWay.get() == 0) {
            thread.shutdownNow();
          }
        });
        LockSupport.parkNanos(1_000_000);
      }
      locks.forEach(lock -> lock.close().subscribe().with(_ -> {}, _ -> {}));
    }
  }
}
