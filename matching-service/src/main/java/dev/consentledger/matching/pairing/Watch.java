package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.projection.Permissions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Looks, from time to time, at what no request tells: how far the projection is behind the ledger
 * itself, also while nothing is published, and how many runs are under way. What can't be seen now
 * keeps its last number.
 */
@ApplicationScoped
class Watch {
  private static final long UNKNOWN = -1;

  private final Vertx vertx;
  private final Ledger ledger;
  private final Pool pool;
  private final PairingConfig config;
  private final AtomicLong head = new AtomicLong(UNKNOWN);
  private final Map<RunState, AtomicLong> underWay = new EnumMap<>(RunState.class);
  private volatile long timer;

  Watch(
      Vertx vertx,
      Ledger ledger,
      Pool pool,
      Permissions permissions,
      PairingConfig config,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.ledger = ledger;
    this.pool = pool;
    this.config = config;
    Gauge.builder("consentledger.projection.lag.positions", () -> lag(permissions.position()))
        .description("Positions of the ledger that the projection does not have yet")
        .register(meters);
    for (RunState state : RunState.values()) {
      if (!state.isTerminal()) {
        var runs = new AtomicLong();
        underWay.put(state, runs);
        Gauge.builder("consentledger.runs", runs, AtomicLong::get)
            .description("Runs under way, of all instances together")
            .tag("state", state.code())
            .register(meters);
      }
    }
  }

  private double lag(Position projected) {
    long known = head.get();
    return known == UNKNOWN ? Double.NaN : Math.max(0, known - projected.value());
  }

  void start(@Observes StartupEvent event) {
    var readsHead = new AtomicBoolean();
    var counts = new AtomicBoolean();
    timer =
        vertx.setPeriodic(
            config.watchInterval().toMillis(),
            _ -> {
              unlessUnderWay(readsHead, ledger.head(), this::headIs);
              unlessUnderWay(counts, count(), this::underWayAre);
            });
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  private static <T> void unlessUnderWay(AtomicBoolean mark, Uni<T> look, Consumer<T> seen) {
    if (mark.compareAndSet(false, true)) {
      look.onTermination().invoke(() -> mark.set(false)).subscribe().with(seen, _ -> {});
    }
  }

  private void headIs(Position seen) {
    head.accumulateAndGet(seen.value(), Math::max);
  }

  /** An index holds the unfinished runs alone. */
  private Uni<Map<RunState, Long>> count() {
    return pool.query(
            """
            select state, count(*) from run where state not in ('ready', 'failed') group by state
            """)
        .execute()
        .map(rows -> {
          var counted = new EnumMap<RunState, Long>(RunState.class);
          rows.forEach(row -> counted.put(RunState.ofCode(row.getString(0)), row.getLong(1)));
          return counted;
        });
  }

  private void underWayAre(Map<RunState, Long> counted) {
    underWay.forEach((state, runs) -> runs.set(counted.getOrDefault(state, 0L)));
  }
}
