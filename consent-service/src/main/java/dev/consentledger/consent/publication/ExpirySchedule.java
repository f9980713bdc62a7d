package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends grants when their time comes, with nobody calling: on start those that fell due before, then
 * each at its time. Repeating an order changes nothing, so a row is only removed by publication,
 * once the grant's end has passed through it. On the executor's one thread.
 */
final class ExpirySchedule {
  private static final Logger LOG = Logger.getLogger(ExpirySchedule.class);
  private static final int ORDERS_AT_ONCE_MAX = 8;

  private final GrantExpiries expiries;
  private final Expirer expirer;
  private final PublicationSettings settings;
  private final ScheduledExecutorService executor;
  private final Clock clock;
  private boolean runs;
  private boolean passing;
  private boolean woken;
  private long timer;

  ExpirySchedule(
      GrantExpiries expiries,
      Expirer expirer,
      PublicationSettings settings,
      ScheduledExecutorService executor,
      Clock clock) {
    this.expiries = expiries;
    this.expirer = expirer;
    this.settings = settings;
    this.executor = executor;
    this.clock = clock;
  }

  void start() {
    runs = true;
    wake();
  }

  void stop() {
    runs = false;
    timer++;
  }

  /** The table has changed: the next grant may end sooner than it looked. */
  void wake() {
    if (!runs) {
      return;
    }
    if (passing) {
      woken = true;
      return;
    }
    passing = true;
    woken = false;
    timer++;
    Instant now = clock.instant();
    pass(now, Optional.empty(), false)
        .chain(anyDue -> sleepUntilNext(now, anyDue))
        .ifNoItem()
        .after(settings.stuckLimit())
        .fail()
        .subscribe()
        .with(
            sleep -> executor.execute(() -> passed(sleep)),
            failure ->
                executor.execute(() -> {
                  LOG.warnf("Expiry pauses: %s", Failures.describe(failure));
                  passed(settings.expiryRepeatInterval());
                }));
  }

  private void passed(Duration sleep) {
    passing = false;
    if (!runs) {
      return;
    }
    long mine = ++timer;
    long millis = woken ? 0 : sleep.toMillis();
    var _ =
        executor.schedule(
            () -> {
              if (mine == timer) {
                wake();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** One look at everything due, page by page; answers whether there was anything. */
  private Uni<Boolean> pass(Instant now, Optional<GrantExpiry> after, boolean anyDue) {
    return expiries
        .due(now, after)
        .chain(page ->
            page.isEmpty()
                ? Uni.createFrom().item(anyDue)
                : expireAll(page).chain(() -> pass(now, Optional.of(page.getLast()), true)));
  }

  private Uni<Void> expireAll(List<GrantExpiry> page) {
    return Multi.createFrom()
        .iterable(page)
        .onItem()
        .transformToUni(this::expire)
        .merge(ORDERS_AT_ONCE_MAX)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** One grant's trouble must not keep the others open. */
  private Uni<Void> expire(GrantExpiry expiry) {
    SubjectId subject = expiry.key().subject();
    return expirer
        .expire(expiry)
        .chain(outcome ->
            switch (outcome) {
              case ENDED -> Uni.createFrom().voidItem();
              case GONE -> expiries.forget(subject);
            })
        .onFailure()
        .invoke(failure -> LOG.warnf("A grant could not be ended: %s", Failures.describe(failure)))
        .onFailure()
        .recoverWithNull();
  }

  /** What was due is looked at again soon, until publication has removed it. */
  private Uni<Duration> sleepUntilNext(Instant now, boolean anyDue) {
    Duration longest = anyDue ? settings.expiryRepeatInterval() : settings.expirySleepMax();
    return expiries
        .nextAfter(now)
        .map(next ->
            next.map(at -> Duration.between(clock.instant(), at).plusMillis(1))
                .filter(until -> until.compareTo(longest) < 0)
                .map(until -> until.isNegative() ? Duration.ZERO : until)
                .orElse(longest));
  }
}
