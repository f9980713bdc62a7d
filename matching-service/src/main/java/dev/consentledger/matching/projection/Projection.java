package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.function.IntConsumer;

/**
 * The permissions that the topic told so far. {@link TopicFollower} writes it; everyone else reads
 * it through {@link Permissions}.
 */
@ApplicationScoped
class Projection implements Permissions {
  private final Standing standing;
  private final Waiters waiters = new Waiters();
  private volatile PermissionIndex index = new PermissionIndex();

  @Inject
  Projection(Clock clock, ProjectionConfig config) {
    this(clock, config.staleAfter());
  }

  Projection(Clock clock, Duration staleAfter) {
    this.standing = new Standing(clock, staleAfter);
  }

  Standing standing() {
    return standing;
  }

  PermissionIndex index() {
    return index;
  }

  /** Frozen permissions of the index before stay as they are. */
  void replace(PermissionIndex loaded) {
    index = loaded;
  }

  /** Tells those who wait, where the projection may be relied on. */
  void advanced() {
    if (standing.isFresh()) {
      waiters.reached(position());
    }
  }

  int waiting() {
    return waiters.size();
  }

  @Override
  public Position position() {
    return index.position();
  }

  @Override
  public Uni<Position> awaitAtLeast(Position wanted, Duration limit) {
    return Uni.createFrom()
        .deferred(() -> {
          standing.requireFresh();
          Position now = position();
          return now.isAtLeast(wanted) ? Uni.createFrom().item(now) : wait(wanted, limit);
        });
  }

  private Uni<Position> wait(Position wanted, Duration limit) {
    Uni<Position> reached =
        waiters
            .until(wanted, this::position)
            .ifNoItem()
            .after(limit)
            .failWith(() ->
                standing.isFresh()
                    ? new ProjectionBehind("the projection is behind the wanted position")
                    : standing.stale());
    // The caller goes on where it was: its database session belongs to its own Vert.x context.
    Context context = Vertx.currentContext();
    return context == null
        ? reached
        : reached.emitOn(command -> context.runOnContext(_ -> command.run()));
  }

  @Override
  public void requireFresh() {
    standing.requireFresh();
  }

  @Override
  public MatchSecretVersions matchSecretVersions() {
    return index.mark().versions();
  }

  @Override
  public void requireComplete(int matchSecretVersion) {
    index.requireComplete(matchSecretVersion);
  }

  @Override
  public FrozenPermissions freeze(int matchSecretVersion) {
    standing.requireFresh();
    return index.freeze(matchSecretVersion);
  }

  @Override
  public boolean isActive(int grantOrdinal) {
    return index.isActive(grantOrdinal);
  }

  @Override
  public int accountOrdinalOf(int grantOrdinal) {
    return index.accountOrdinalOf(grantOrdinal);
  }

  @Override
  public AccountId account(int accountOrdinal) {
    AccountId account = index.account(accountOrdinal);
    if (account == null) {
      throw new NoSuchElementException("an account that is unknown or forgotten");
    }
    return account;
  }

  @Override
  public void forEachActiveGrant(AccountId account, IntConsumer grantOrdinal) {
    index.forEachActiveGrant(account, grantOrdinal);
  }
}
