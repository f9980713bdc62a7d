package dev.consentledger.matching;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.projection.MatchKeysIncomplete;
import dev.consentledger.matching.projection.MatchSecretRetired;
import dev.consentledger.matching.projection.Permissions;
import dev.consentledger.matching.projection.ProjectionBehind;
import dev.consentledger.matching.projection.ProjectionStale;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Permissions over plain lists: slow, and plain enough to be right by reading. */
public final class FakePermissions implements Permissions {
  private static final Duration POLL = Duration.ofMillis(5);

  private record Grant(
      int ordinal, AccountId account, SubjectId subject, List<MatchKey> keys, long grantedAt) {}

  private final List<Grant> grants = new ArrayList<>();
  private final List<AccountId> accounts = new ArrayList<>();
  private final Map<Integer, Boolean> active = new LinkedHashMap<>();
  private long position;
  private boolean stale;
  private MatchSecretVersions versions = MatchSecretVersions.only(ConsentFake.SECRET_VERSION);

  /** Grants at the next position; several keys are one contact point's forms. */
  public synchronized int grant(String account, MatchKey... keys) {
    AccountId id = new AccountId(account);
    if (!accounts.contains(id)) {
      accounts.add(id);
    }
    position++;
    grants.add(new Grant(grants.size(), id, subject(account), List.of(keys), position));
    active.put(grants.size() - 1, true);
    return grants.size() - 1;
  }

  /** The subject that stands for an account here. */
  public static SubjectId subject(String account) {
    return new SubjectId(new UUID(0x8000_0000_0000_0000L | account.hashCode(), 7));
  }

  public synchronized void withdraw(int grantOrdinal) {
    position++;
    active.put(grantOrdinal, false);
  }

  public synchronized void advanceTo(long newPosition) {
    position = Math.max(position, newPosition);
  }

  public synchronized void setStale(boolean stale) {
    this.stale = stale;
  }

  public synchronized void tell(MatchSecretVersions told) {
    versions = told;
  }

  @Override
  public synchronized Position position() {
    return new Position(position);
  }

  @Override
  public synchronized MatchSecretVersions matchSecretVersions() {
    return versions;
  }

  @Override
  public synchronized void requireComplete(int matchSecretVersion) {
    if (versions.isRetired(matchSecretVersion)) {
      throw new MatchSecretRetired(matchSecretVersion);
    }
    if (!versions.isComplete(matchSecretVersion)) {
      throw new MatchKeysIncomplete(matchSecretVersion);
    }
  }

  @Override
  public Uni<Position> awaitAtLeast(Position wanted, Duration limit) {
    return Uni.createFrom()
        .item(() -> {
          requireFresh();
          if (!position().isAtLeast(wanted)) {
            throw new ProjectionBehind("behind");
          }
          return position();
        })
        .onFailure(ProjectionBehind.class)
        .retry()
        .withBackOff(POLL, POLL)
        .expireIn(limit.toMillis())
        .onFailure(IllegalStateException.class)
        .transform(e -> new ProjectionBehind("behind"));
  }

  @Override
  public synchronized void requireFresh() {
    if (stale) {
      throw new ProjectionStale("stale");
    }
  }

  @Override
  public synchronized FrozenPermissions freeze(int matchSecretVersion) {
    requireComplete(matchSecretVersion);
    Position at = position();
    List<Grant> then = grants.stream().filter(grant -> isActive(grant.ordinal())).toList();
    return new FrozenPermissions() {
      @Override
      public Position position() {
        return at;
      }

      @Override
      public void probe(long keyHigh, long keyLow, GrantVisitor visitor) {
        var key = new MatchKey(keyHigh, keyLow);
        for (Grant grant : then) {
          if (grant.keys().contains(key)) {
            UUID subject = grant.subject().value();
            visitor.permitted(
                grant.ordinal(),
                subject.getMostSignificantBits(),
                subject.getLeastSignificantBits(),
                grant.grantedAt());
          }
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized boolean isActive(int grantOrdinal) {
    return active.get(grantOrdinal);
  }

  @Override
  public synchronized int accountOrdinalOf(int grantOrdinal) {
    return accounts.indexOf(grants.get(grantOrdinal).account());
  }

  @Override
  public synchronized AccountId account(int accountOrdinal) {
    return accounts.get(accountOrdinal);
  }

  @Override
  public synchronized void forEachActiveGrant(AccountId account, IntConsumer grantOrdinal) {
    grants.stream()
        .filter(grant -> grant.account().equals(account) && isActive(grant.ordinal()))
        .forEach(grant -> grantOrdinal.accept(grant.ordinal()));
  }
}
