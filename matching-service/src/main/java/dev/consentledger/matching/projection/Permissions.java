package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
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

  /** Freezes one position for a run; close it, since ended grants are kept until then. */
  FrozenPermissions freeze();

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

    @Override
    void close();
  }

  /** Takes one permitted grant. */
  @FunctionalInterface
  interface GrantVisitor {
    void permitted(int grantOrdinal, long subjectHigh, long subjectLow, long grantedAt);
  }
}
