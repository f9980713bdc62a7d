package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.matching.projection.BatchPlan.AccountAdded;
import dev.consentledger.matching.projection.BatchPlan.AccountForgotten;
import dev.consentledger.matching.projection.BatchPlan.Change;
import dev.consentledger.matching.projection.BatchPlan.ErasureTold;
import dev.consentledger.matching.projection.BatchPlan.GrantAdded;
import dev.consentledger.matching.projection.BatchPlan.GrantEnded;
import dev.consentledger.matching.projection.BatchPlan.GrantRekeyed;
import dev.consentledger.matching.projection.BatchPlan.NoticeInvalidated;
import dev.consentledger.matching.projection.KnownRows.KnownAccount;
import dev.consentledger.matching.projection.KnownRows.KnownGrant;
import dev.consentledger.matching.projection.TopicReader.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a batch changes, from the index, the cursor and the few rows that only the tables
 * know. It changes nothing itself. Made for one batch.
 *
 * <p>Repeats count for nothing: a record before the cursor's offset was stored already, and a
 * position below the cursor's was told already (positions never fall along the topic but for
 * repeats), so an old state cannot bring back what was withdrawn since. What a watermark tells of
 * match secrets holds from its place in the topic on, and an invalid notice is invalid, whatever
 * the position.
 */
final class Planner {
  /**
   * An active grant of an account.
   *
   * @param keysIfNew its match keys where the index doesn't have them yet
   */
  private record LiveGrant(int ordinal, @Nullable MatchKeys keysIfNew, int notice) {}

  private final PermissionIndex index;
  private final Cursor before;
  private final KnownRows known;
  private final List<Change> changes = new ArrayList<>();

  /** Accounts that the batch touched; {@link GrantTable#NONE} for a forgotten one. */
  private final Map<SubjectId, Integer> accounts = new HashMap<>();

  private final Map<Integer, Map<Long, LiveGrant>> live = new HashMap<>();
  private final Set<Integer> adoptedAccounts = new HashSet<>();
  private final Set<Integer> adoptedGrants = new HashSet<>();
  private int nextGrantOrdinal;
  private int nextAccountOrdinal;
  private final BatchNotices notices;
  private long erasedPosition;
  private MatchSecretVersions versions;

  Planner(PermissionIndex index, Cursor before, KnownRows known) {
    this.index = index;
    this.before = before;
    this.known = known;
    this.nextGrantOrdinal = before.nextGrantOrdinal();
    this.nextAccountOrdinal = before.nextAccountOrdinal();
    this.notices = new BatchNotices(index.notices(), before.nextNotice(), changes);
    this.erasedPosition = before.erasedPosition();
    this.versions = before.versions();
  }

  BatchPlan plan(List<Told> batch) {
    long nextOffset = before.nextOffset();
    long position = before.position();
    long heardAtMillis = BatchPlan.NOTHING_HEARD;
    int applied = 0;
    for (Told told : batch) {
      if (told.offset() < nextOffset) {
        continue;
      }
      nextOffset = told.offset() + 1;
      if (told.message() instanceof Watermark watermark) {
        versions = watermark.versions();
      }
      long toldPosition = told.message().position().value();
      if (told.message() instanceof NoticeInvalid invalid) {
        invalidate(invalid.notice(), Math.max(position, toldPosition));
      }
      if (toldPosition < position) {
        continue;
      }
      position = toldPosition;
      heardAtMillis = told.timestampMillis();
      applied++;
      switch (told.message()) {
        case PermissionState state -> apply(state);
        case Erased erased -> erase(erased);
        case NoticeInvalid _, Watermark _ -> {}
      }
    }
    Cursor after =
        new Cursor(
            before.topicId(),
            nextOffset,
            position,
            nextGrantOrdinal,
            nextAccountOrdinal,
            notices.nextNumber(),
            before.generation(),
            before.sweeping(),
            erasedPosition,
            versions);
    return new BatchPlan(changes, before, after, heardAtMillis, applied);
  }

  private void apply(PermissionState state) {
    int account = accountOf(state);
    List<PermittedContactPoint> permitted =
        state.contactPoints().stream()
            .filter(point -> notices.permits(notices.numberOf(point)))
            .toList();
    if (account == GrantTable.NONE) {
      if (permitted.isEmpty()) {
        return;
      }
      account = addAccount(state);
    }
    Map<Long, LiveGrant> grants = grantsOf(account);
    Set<Long> kept = new HashSet<>();
    permitted.forEach(point -> kept.add(point.grantedAt().value()));
    endAllBut(kept, grants, state.position().value());
    for (PermittedContactPoint point : permitted) {
      LiveGrant grant = grants.get(point.grantedAt().value());
      if (grant == null) {
        grants.put(point.grantedAt().value(), addGrant(account, point));
      } else if (grant.notice() != notices.numberOf(point) || !hasKeys(grant, point.matchKeys())) {
        grants.put(point.grantedAt().value(), rekey(grant.ordinal(), account, point));
      }
    }
  }

  private void invalidate(NoticeVersion notice, long position) {
    int number = notices.numberOf(notice);
    if (notices.isInvalid(number)) {
      return;
    }
    notices.invalidate(number);
    live.values()
        .forEach(grants -> grants.values().removeIf(grant -> !notices.permits(grant.notice())));
    changes.add(new NoticeInvalidated(number, position, index.countUnder(number)));
  }

  private void erase(Erased erased) {
    erasedPosition = erased.position().value();
    changes.add(new ErasureTold(erased.subject(), erasedPosition));
    Integer touched = accounts.put(erased.subject(), GrantTable.NONE);
    KnownAccount row = known.accounts().get(erased.subject());
    if (row != null) {
      adoptedAccounts.add(row.ordinal());
    }
    if (touched != null && touched != GrantTable.NONE) {
      forget(touched, erased.position().value(), true);
    } else if (touched == null && row != null) {
      forget(row.ordinal(), erased.position().value(), row.generation() == before.generation());
    }
  }

  private void forget(int account, long position, boolean inIndex) {
    if (inIndex) {
      endAllBut(Set.of(), grantsOf(account), position);
    }
    live.remove(account);
    changes.add(new AccountForgotten(account, inIndex));
  }

  private int accountOf(PermissionState state) {
    return accounts.computeIfAbsent(
        state.subject(), subject -> index.accountOrdinal(state.account(), subject));
  }

  private int addAccount(PermissionState state) {
    KnownAccount row = known.accounts().get(state.subject());
    boolean adopts =
        row != null && row.generation() < before.generation() && adoptedAccounts.add(row.ordinal());
    int ordinal = row != null && adopts ? row.ordinal() : nextAccountOrdinal;
    if (!adopts) {
      nextAccountOrdinal = Math.incrementExact(nextAccountOrdinal);
    }
    accounts.put(state.subject(), ordinal);
    live.put(ordinal, new TreeMap<>());
    changes.add(new AccountAdded(ordinal, state.subject(), state.account(), adopts));
    return ordinal;
  }

  private LiveGrant addGrant(int account, PermittedContactPoint point) {
    KnownGrant row = known.grants().get(point.grantedAt().value());
    boolean adopts = row != null && row.isOf(account, point) && adoptedGrants.add(row.ordinal());
    int ordinal = row != null && adopts ? row.ordinal() : nextGrantOrdinal;
    if (!adopts) {
      nextGrantOrdinal = Math.incrementExact(nextGrantOrdinal);
    }
    int notice = notices.numberOf(point);
    changes.add(new GrantAdded(ordinal, account, point, notice, adopts));
    return row != null && adopts && !row.isStored(point, notice)
        ? rekey(ordinal, account, point)
        : new LiveGrant(ordinal, point.matchKeys(), notice);
  }

  private LiveGrant rekey(int ordinal, int account, PermittedContactPoint point) {
    int notice = notices.numberOf(point);
    changes.add(new GrantRekeyed(ordinal, account, point, notice));
    return new LiveGrant(ordinal, point.matchKeys(), notice);
  }

  private void endAllBut(Set<Long> kept, Map<Long, LiveGrant> grants, long position) {
    grants
        .entrySet()
        .removeIf(grant -> {
          if (kept.contains(grant.getKey())) {
            return false;
          }
          changes.add(new GrantEnded(grant.getValue().ordinal(), position));
          return true;
        });
  }

  private Map<Long, LiveGrant> grantsOf(int account) {
    return live.computeIfAbsent(
        account,
        ordinal -> {
          Map<Long, LiveGrant> grants = new TreeMap<>();
          index.forEachActiveGrant(
              ordinal,
              grant -> {
                int notice = index.noticeOf(grant);
                if (notices.permits(notice)) {
                  grants.put(index.grantedAt(grant), new LiveGrant(grant, null, notice));
                }
              });
          return grants;
        });
  }

  private boolean hasKeys(LiveGrant grant, MatchKeys keys) {
    return grant.keysIfNew() == null
        ? index.hasExactly(grant.ordinal(), keys)
        : grant.keysIfNew().equals(keys);
  }
}
