package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.projection.MatchKeysIncomplete;
import dev.consentledger.matching.projection.Permissions;
import dev.consentledger.matching.projection.ProjectionStale;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rule 4: waits until the projection has everything that the ledger had when the wait began.
 * Callers that wait at the same time share one head read, which began after the last of them
 * arrived (ADR 2).
 */
@ApplicationScoped
public class Fence {
  private static final Duration RETRY_FIRST = Duration.ofMillis(50);
  private static final Duration RETRY_MAX = Duration.ofMillis(500);

  private final SharedRead<Position> heads;
  private final Permissions permissions;
  private final FenceConfig config;
  private final RunMetrics metrics;

  Fence(Ledger ledger, Permissions permissions, FenceConfig config, RunMetrics metrics) {
    this.heads = new SharedRead<>(ledger::head);
    this.permissions = permissions;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * The fence of an audience's read. Answers the projection's position, at least the head and at
   * least what the caller wants; fails with LedgerUnavailable, ProjectionBehind or ProjectionStale.
   */
  public Uni<Position> forRead(@Nullable Position atLeast) {
    return timed(
        metrics::waitedToRead,
        heads
            .get()
            .map(head -> atLeast != null && atLeast.isAfter(head) ? atLeast : head)
            .chain(wanted -> permissions.awaitAtLeast(wanted, config.readLimit()))
            .invoke(permissions::requireFresh));
  }

  /**
   * The fence of a run: a head that was read after its list was stored. Waits too until every
   * permitted contact point has its match keys of the list's version.
   */
  Uni<Position> forRun(int matchSecretVersion) {
    return timed(
        metrics::waitedToRun,
        heads
            .get()
            .onFailure(LedgerUnavailable.class)
            .retry()
            .withBackOff(RETRY_FIRST, RETRY_MAX)
            .expireIn(config.limit().toMillis())
            .onFailure(IllegalStateException.class)
            .transform(LedgerUnavailable::new)
            .chain(this::awaitForRun)
            .call(() -> awaitKeys(matchSecretVersion))
            .invoke(permissions::requireFresh));
  }

  /** The same of a head that is known. */
  Uni<Position> forRun(Position head) {
    return timed(metrics::waitedToRun, awaitForRun(head).invoke(permissions::requireFresh));
  }

  private Uni<Void> awaitKeys(int matchSecretVersion) {
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> permissions.requireComplete(matchSecretVersion))
        .onFailure(MatchKeysIncomplete.class)
        .retry()
        .withBackOff(RETRY_FIRST, RETRY_MAX)
        .expireIn(config.limit().toMillis())
        .onFailure(IllegalStateException.class)
        .transform(e -> new MatchKeysIncomplete(matchSecretVersion));
  }

  /** A projection that has just started is stale for a moment; a run can wait for it. */
  private Uni<Position> awaitForRun(Position head) {
    return permissions
        .awaitAtLeast(head, config.limit())
        .onFailure(ProjectionStale.class)
        .retry()
        .withBackOff(RETRY_FIRST, RETRY_MAX)
        .expireIn(config.limit().toMillis())
        .onFailure(IllegalStateException.class)
        .transform(e -> new ProjectionStale("the projection stayed stale"))
        .map(position -> {
          if (!position.isAtLeast(head)) {
            throw new IllegalStateException("the projection answered below the head");
          }
          return head;
        });
  }

  private static <T> Uni<T> timed(BiConsumer<RunMetrics.Wait, Duration> metric, Uni<T> wait) {
    return Uni.createFrom()
        .deferred(() -> {
          long begun = System.nanoTime();
          return wait.onItemOrFailure()
              .invoke((_, failure) ->
                  metric.accept(
                      failure == null ? RunMetrics.Wait.REACHED : RunMetrics.Wait.of(failure),
                      Duration.ofNanos(System.nanoTime() - begun)));
        });
  }
}
