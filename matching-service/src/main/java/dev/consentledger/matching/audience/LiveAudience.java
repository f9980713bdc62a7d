package dev.consentledger.matching.audience;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.matching.projection.Permissions;
import java.util.List;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Rule 5: an audience's paired grants, seen through the current permissions. A grant that ended
 * counts no more, and a later grant on the same contact point has another ordinal.
 */
final class LiveAudience {
  /** Grants looked at a step, so that a step takes well under a millisecond. */
  private static final int GRANTS_A_STEP = 2048;

  private final List<RoaringBitmap> runs;
  private final Permissions permissions;

  LiveAudience(List<RoaringBitmap> runs, Permissions permissions) {
    this.runs = runs;
    this.permissions = permissions;
  }

  /** Some milliseconds for several big runs, so only where every grant is wanted. */
  private RoaringBitmap grants() {
    return runs.size() == 1
        ? runs.getFirst()
        : FastAggregation.or(runs.toArray(new RoaringBitmap[0]));
  }

  boolean isMember(AccountId account) {
    boolean[] member = new boolean[1];
    permissions.forEachActiveGrant(account, grant -> member[0] |= isPaired(grant));
    return member[0];
  }

  private boolean isPaired(int grant) {
    for (RoaringBitmap run : runs) {
      if (run.contains(grant)) {
        return true;
      }
    }
    return false;
  }

  /** Distinct accounts now. */
  long size() {
    var accounts = new RoaringBitmap();
    for (PeekableIntIterator each = grants().getIntIterator(); each.hasNext(); ) {
      int grant = each.next();
      if (permissions.isActive(grant)) {
        accounts.add(permissions.accountOrdinalOf(grant));
      }
    }
    return accounts.getLongCardinality();
  }

  Members members() {
    return new Members();
  }

  /**
   * Gives the members step by step, each once; every grant is looked at when its turn comes, so
   * that a withdrawal counts from the moment it arrives. Keeps at most one bit an account. Not safe
   * for use by several threads at once.
   */
  final class Members {
    private final PeekableIntIterator each = grants().getIntIterator();
    private final RoaringBitmap given = new RoaringBitmap();

    boolean isDone() {
      return !each.hasNext();
    }

    /** The next members, one JSON object a line without a last line end; often empty. */
    String next() {
      permissions.requireFresh();
      var lines = new StringBuilder();
      for (int i = 0; i < GRANTS_A_STEP && each.hasNext(); i++) {
        int grant = each.next();
        if (!permissions.isActive(grant)) {
          continue;
        }
        int account = permissions.accountOrdinalOf(grant);
        if (given.checkedAdd(account)) {
          // An account id needs no escaping: AccountId's pattern has no quote and no backslash.
          lines
              .append(lines.isEmpty() ? "" : "\n")
              .append("{\"account\":\"")
              .append(permissions.account(account).value())
              .append("\"}");
        }
      }
      return lines.toString();
    }
  }
}
