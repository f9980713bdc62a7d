package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * The current permissions, in memory. An ordinal stands for one grant, is never used twice, and
 * means the same for as long as the projection's database lives. Lives on one node; safe for many
 * threads.
 */
public interface Permissions {
  /** Everything in the ledger up to this position is reflected. */
  Position position();

  /**
   * Answers the projection's position once it is at least {@code wanted}. Fails with {@link
   * ProjectionBehind} after the limit, and with {@link ProjectionStale} where it is not caught up
   * or has heard nothing for too long.
   */
  Uni<Position> awaitAtLeast(Position wanted, Duration limit);

  /** Throws {@link ProjectionStale} where nothing was heard for longer than the limit. */
  void requireFresh();

  /** Which versions of the match secret lists may be hashed under, as of the position. */
  MatchSecretVersions matchSecretVersions();

  /**
   * Fails where lists hashed under this version can't be paired now: with {@link
   * MatchSecretRetired} for ever, with {@link MatchKeysIncomplete} until its keys have come.
   */
  void requireComplete(int matchSecretVersion);

  /**
   * Freezes one position for a run of a list hashed under this version of the match secret; close
   * it, since ended grants are kept until then. Fails as {@link #requireComplete} does.
   */
  FrozenPermissions freeze(int matchSecretVersion);

  /** Whether the grant is active now. */
  boolean isActive(int grantOrdinal);

  /** The account of a grant that is or was known. Several grants may share one. */
  int accountOrdinalOf(int grantOrdinal);

  AccountId account(int accountOrdinal);

  /** Gives the ordinals of the account's active grants; none where the account is unknown. */
  void forEachActiveGrant(AccountId account, IntConsumer grantOrdinal);

  /** The permissions at exactly one position, while the projection goes on. */
  interface FrozenPermissions extends AutoCloseable {
    Position position();

    /** Calls the visitor for each grant active at the position that permits this match key. */
    void probe(long keyHigh, long keyLow, GrantVisitor visitor);

    /**
     * Probes many keys, and calls the visitor in their order: cheaper than one by one.
     *
     * @param halves high, low, high, low
     * @param keys how many count
     */
    default void probeAll(long[] halves, int keys, KeyedGrantVisitor visitor) {
      for (int i = 0; i < keys; i++) {
        int key = i;
        probe(
            halves[2 * i],
            halves[2 * i + 1],
            (grantOrdinal, subjectHigh, subjectLow, grantedAt) ->
                visitor.permitted(key, grantOrdinal, subjectHigh, subjectLow, grantedAt));
      }
    }

    @Override
    void close();
  }

  /** Takes one permitted grant. */
  @FunctionalInterface
  interface GrantVisitor {
    void permitted(int grantOrdinal, long subjectHigh, long subjectLow, long grantedAt);
  }

  /** Takes one permitted grant and the number of its key. */
  @FunctionalInterface
  interface KeyedGrantVisitor {
    void permitted(int key, int grantOrdinal, long subjectHigh, long subjectLow, long grantedAt);
  }
}
