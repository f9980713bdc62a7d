package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import dev.consentledger.matching.projection.Permissions.GrantVisitor;
import dev.consentledger.matching.projection.Permissions.KeyedGrantVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The permissions in memory. One writer changes it and then publishes a mark; readers go on without
 * locks. A grant is seen at a frozen mark where its ordinal was given out by then (ordinals only
 * rise) and it had not ended: {@code ordinal < limit && endedAt > position}. What the writer does
 * after the mark has higher ordinals or ends at higher positions, so it changes no frozen answer.
 *
 * <p>Memory per match key, for 1.5 keys a grant, 1.3 grants an account and ids of 11 bytes: keys 25
 * ({@link KeyTable}) + grants 25 / 1.5 ≈ 17 ({@link GrantTable}) + accounts (24 + 12 + 5.5) / 1.95
 * ≈ 21 ({@link AccountTable}) = 63; counted: 63.7 for 10,000,000 grants. Longer ids add their bytes
 * / 1.95. Notices cost up to 4 bytes a grant where several are in use at a time. While two versions
 * of the match secret are published there are twice as many keys, at no more bytes each. Ended
 * grants are dropped when a segment or chunk is next rebuilt, once no frozen position needs them.
 */
final class PermissionIndex {
  /**
   * What readers may rely on: everything up to the position, and the ordinals given out.
   *
   * @param keys by the version of the match secret
   */
  record Mark(
      long position,
      int grantOrdinalLimit,
      MatchSecretVersions versions,
      Map<Integer, KeyTable> keys) {}

  /** Keys a step of {@link Frozen#probeAll}: their lines fit in the first-level cache. */
  private static final int PROBED_AT_ONCE = 256;

  /** Never written to. */
  private static final KeyTable NO_KEYS = new KeyTable();

  /** Each version's keys apart, so that those of a retired one go at once. Writer only. */
  private final Map<Integer, KeyTable> keys = new HashMap<>();

  private final GrantTable grants = new GrantTable();
  private final AccountTable accounts;
  private final Notices notices = new Notices();

  /**
   * Accounts that were forgotten since the last mark, and those that a frozen position may need.
   */
  private final List<Integer> forgettingNow = new ArrayList<>();

  private final ArrayDeque<Forgotten> forgotten = new ArrayDeque<>();

  private record Forgotten(int account, long position) {}

  /** Guards the open freezes, and the order of publishing and freezing. */
  private final Object freezing = new Object();

  private final Set<Frozen> open = new HashSet<>();
  private volatile Mark mark = new Mark(0, 0, MatchSecretVersions.NONE, Map.of());

  /** Grants that ended at or before this position are needed by nobody. Writer only. */
  private long neededAfter;

  PermissionIndex() {
    this(new AccountTable());
  }

  PermissionIndex(AccountTable accounts) {
    this.accounts = accounts;
  }

  // ---- writer ----

  void addAccount(int ordinal, SubjectId subject, AccountId account) {
    accounts.add(ordinal, subject, account);
  }

  void forgetAccount(int ordinal) {
    accounts.forget(ordinal);
    forgettingNow.add(ordinal);
  }

  void addGrant(int ordinal, int accountOrdinal, long grantedAt, MatchKeys matchKeys, int notice) {
    grants.add(
        ordinal,
        accountOrdinal,
        grantedAt,
        matchKeys.size(),
        notice,
        accounts.head(accountOrdinal));
    accounts.setHead(accountOrdinal, ordinal);
    putKeys(ordinal, matchKeys);
  }

  /**
   * Keys of versions that the grant has no longer stay until their version is no longer published.
   */
  void rekeyGrant(int ordinal, MatchKeys matchKeys, int notice) {
    grants.setNotice(ordinal, notice);
    grants.setKeys(ordinal, matchKeys.size());
    putKeys(ordinal, matchKeys);
  }

  private void putKeys(int ordinal, MatchKeys matchKeys) {
    for (int version : matchKeys.versions()) {
      KeyTable table = keys.computeIfAbsent(version, _ -> new KeyTable());
      for (MatchKey key : matchKeys.of(version)) {
        table.put(key.high(), key.low(), ordinal, o -> grants.endedAt(o) > neededAfter);
      }
    }
  }

  void addNotice(int number, NoticeVersion notice) {
    notices.add(number, notice);
  }

  /** Ends every active grant under the notice, and every one that names none: it may be this. */
  void invalidateNotice(int number, long position) {
    notices.invalidate(number, position);
    grants.forEachActiveUnder(number, Notices.NONE, ordinal -> endGrant(ordinal, position));
  }

  /** How many grants {@link #invalidateNotice} would end. */
  long countUnder(int notice) {
    long[] count = {0};
    grants.forEachActiveUnder(notice, Notices.NONE, _ -> count[0]++);
    return count[0];
  }

  /** What an active grant was given under. */
  int noticeOf(int ordinal) {
    return grants.noticeOf(ordinal);
  }

  void endGrant(int ordinal, long position) {
    GrantTable.Chunk chunk = grants.chunkOf(ordinal);
    if (chunk == null) {
      throw new IllegalStateException("only a known grant can end");
    }
    unlink(chunk.account(ordinal), ordinal, chunk.next(ordinal));
    grants.end(ordinal, position);
  }

  /** The ended grant keeps its own link, so a reader that stands on it goes on. */
  private void unlink(int account, int ordinal, int next) {
    int at = accounts.head(account);
    if (at == ordinal) {
      accounts.setHead(account, next);
      return;
    }
    while (at != GrantTable.NONE) {
      GrantTable.Chunk chunk = grants.chunkOf(at);
      if (chunk == null) {
        break;
      }
      int following = chunk.next(at);
      if (following == ordinal) {
        grants.setNext(at, next);
        return;
      }
      at = following;
    }
    throw new IllegalStateException("an active grant is not among its account's");
  }

  /**
   * Lets readers see everything written so far. Keys of versions that are not published go; who
   * froze them before keeps them.
   */
  void publish(Position position, int grantOrdinalLimit, MatchSecretVersions versions) {
    if (!versions.published().isEmpty()) {
      keys.keySet().retainAll(versions.published());
    }
    synchronized (freezing) {
      mark = new Mark(position.value(), grantOrdinalLimit, versions, Map.copyOf(keys));
      neededAfter = position.value();
      for (Frozen frozen : open) {
        neededAfter = Math.min(neededAfter, frozen.mark.position);
      }
    }
    grants.dropEnded(neededAfter, grantOrdinalLimit);
    forgettingNow.forEach(account -> forgotten.add(new Forgotten(account, position.value())));
    forgettingNow.clear();
    while (!forgotten.isEmpty() && forgotten.getFirst().position() <= neededAfter) {
      accounts.forgetSubject(forgotten.removeFirst().account());
    }
  }

  /** Whether the grant has exactly these match keys, as far as their versions are published. */
  boolean hasExactly(int ordinal, MatchKeys matchKeys) {
    return grants.keysOf(ordinal) == matchKeys.size()
        && matchKeys.versions().stream()
            .allMatch(version ->
                matchKeys.of(version).stream().allMatch(key -> has(version, key, ordinal)));
  }

  private boolean has(int version, MatchKey key, int ordinal) {
    KeyTable table = keys.get(version);
    if (table == null) {
      return false;
    }
    boolean[] found = {false};
    table.forEach(
        key.high(),
        key.low(),
        o -> {
          found[0] = o == ordinal;
          return !found[0];
        });
    return found[0];
  }

  // ---- readers ----

  Notices notices() {
    return notices;
  }

  Mark mark() {
    return mark;
  }

  Position position() {
    return new Position(mark.position);
  }

  boolean isActive(int grantOrdinal) {
    return grants.isActive(grantOrdinal);
  }

  /** The grant's account, or {@link GrantTable#NONE}. */
  int accountOrdinalOf(int grantOrdinal) {
    GrantTable.Chunk chunk = grants.chunkOf(grantOrdinal);
    return chunk == null || chunk.endedAt(grantOrdinal) == 0
        ? GrantTable.NONE
        : chunk.account(grantOrdinal);
  }

  /** The position of the grant; only of one that is active. */
  long grantedAt(int grantOrdinal) {
    GrantTable.Chunk chunk = grants.chunkOf(grantOrdinal);
    if (chunk == null || chunk.endedAt(grantOrdinal) == 0) {
      throw new IllegalStateException("a grant's ordinal that nobody gave out");
    }
    return chunk.grantedAt(grantOrdinal);
  }

  @Nullable AccountId account(int accountOrdinal) {
    return accounts.account(accountOrdinal);
  }

  /** The ordinal of this subject's account, or {@link GrantTable#NONE}. */
  int accountOrdinal(AccountId account, SubjectId subject) {
    int[] found = {GrantTable.NONE};
    accounts.forEach(
        account,
        ordinal -> {
          if (accounts.isSubject(ordinal, subject)) {
            found[0] = ordinal;
          }
          return found[0] == GrantTable.NONE;
        });
    return found[0];
  }

  /** The accounts of these subjects, among all: some ten milliseconds for ten million accounts. */
  Map<SubjectId, Integer> accountOrdinals(Set<SubjectId> subjects) {
    return accounts.ordinalsOf(subjects);
  }

  void forEachActiveGrant(AccountId account, IntConsumer grantOrdinal) {
    accounts.forEach(
        account,
        ordinal -> {
          forEachActiveGrant(ordinal, grantOrdinal);
          return true;
        });
  }

  void forEachActiveGrant(int accountOrdinal, IntConsumer grantOrdinal) {
    int at = accounts.head(accountOrdinal);
    while (at != GrantTable.NONE) {
      GrantTable.Chunk chunk = grants.chunkOf(at);
      if (chunk == null) {
        // Dropped while we came: it had ended, and our way with it. Grants that are left out are
        // those of an account that is changing right now.
        return;
      }
      if (chunk.endedAt(at) == GrantTable.ACTIVE) {
        grantOrdinal.accept(at);
      }
      at = chunk.next(at);
    }
  }

  /** Throws {@link MatchSecretRetired} or {@link MatchKeysIncomplete}. */
  FrozenPermissions freeze(int matchSecretVersion) {
    synchronized (freezing) {
      requireComplete(matchSecretVersion);
      Frozen frozen = new Frozen(mark, matchSecretVersion);
      open.add(frozen);
      return frozen;
    }
  }

  /** Throws {@link MatchSecretRetired} or {@link MatchKeysIncomplete}. */
  void requireComplete(int matchSecretVersion) {
    MatchSecretVersions versions = mark.versions;
    if (versions.isRetired(matchSecretVersion)) {
      throw new MatchSecretRetired(matchSecretVersion);
    }
    if (!versions.isComplete(matchSecretVersion)) {
      throw new MatchKeysIncomplete(matchSecretVersion);
    }
  }

  int openFreezes() {
    synchronized (freezing) {
      return open.size();
    }
  }

  int activeGrants() {
    return grants.activeGrants();
  }

  int activeKeys() {
    return grants.activeKeys();
  }

  int accounts() {
    return accounts.size();
  }

  long keyBytes() {
    return mark.keys.values().stream().mapToLong(KeyTable::bytes).sum();
  }

  long grantBytes() {
    return grants.bytes();
  }

  long accountBytes() {
    return accounts.bytes();
  }

  long bytes() {
    return keyBytes() + grantBytes() + accountBytes();
  }

  private final class Frozen implements FrozenPermissions {
    private final Mark mark;
    private final KeyTable keys;
    private final AtomicBoolean closed = new AtomicBoolean();

    Frozen(Mark mark, int matchSecretVersion) {
      this.mark = mark;
      this.keys = mark.keys.getOrDefault(matchSecretVersion, NO_KEYS);
    }

    @Override
    public Position position() {
      return new Position(mark.position);
    }

    @Override
    public void probe(long keyHigh, long keyLow, GrantVisitor visitor) {
      keys.forEach(
          keyHigh,
          keyLow,
          ordinal -> {
            GrantTable.Chunk chunk = grants.chunkOf(ordinal);
            if (ordinal < mark.grantOrdinalLimit
                && chunk != null
                && chunk.endedAt(ordinal) > mark.position) {
              int account = chunk.account(ordinal);
              visitor.permitted(
                  ordinal,
                  accounts.subjectHigh(account),
                  accounts.subjectLow(account),
                  chunk.grantedAt(ordinal));
            }
            return true;
          });
    }

    /**
     * In steps over some hundred keys, each of loads that don't wait for one another (see {@link
     * KeyTable#findAll}): slots, then what is known of the grants, then their accounts' subjects.
     */
    @Override
    public void probeAll(long[] halves, int count, KeyedGrantVisitor visitor) {
      var found = new KeyTable.Found(keys, PROBED_AT_ONCE);
      for (int from = 0; from < count; from += PROBED_AT_ONCE) {
        KeyTable.findAll(halves, from, Math.min(count, from + PROBED_AT_ONCE), found);
        touch(found);
        for (int i = 0; i < found.size; i++) {
          int ordinal = found.ordinals[i];
          GrantTable.Chunk chunk = grants.chunkOf(ordinal);
          if (ordinal < mark.grantOrdinalLimit
              && chunk != null
              && chunk.endedAt(ordinal) > mark.position) {
            int account = chunk.account(ordinal);
            visitor.permitted(
                found.keys[i],
                ordinal,
                accounts.subjectHigh(account),
                accounts.subjectLow(account),
                chunk.grantedAt(ordinal));
          }
        }
      }
    }

    /** Loads what will be looked at, whether or not it counts. */
    private void touch(KeyTable.Found found) {
      for (int i = 0; i < found.size; i++) {
        int ordinal = found.ordinals[i];
        GrantTable.Chunk chunk = grants.chunkOf(ordinal);
        found.accounts[i] = chunk == null ? GrantTable.NONE : chunk.account(ordinal);
        found.touched += chunk == null ? 0 : chunk.endedAt(ordinal) + chunk.grantedAt(ordinal);
      }
      for (int i = 0; i < found.size; i++) {
        if (found.accounts[i] != GrantTable.NONE) {
          found.touched += accounts.subjectHigh(found.accounts[i]);
        }
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        synchronized (freezing) {
          open.remove(this);
        }
      }
    }
  }
}
