package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.List;

/**
 * What a batch of messages changes, decided before anything is stored: first the rows and the
 * cursor change in one transaction, then the index.
 *
 * @param changes in the order of the messages
 * @param before the cursor that the plan was made for
 * @param heardAtMillis the timestamp of the newest message that counted, or {@link #NOTHING_HEARD}
 * @param applied how many messages counted; the others were repeats
 */
record BatchPlan(
    List<Change> changes, Cursor before, Cursor after, long heardAtMillis, int applied) {
  static final long NOTHING_HEARD = Long.MIN_VALUE;

  BatchPlan {
    changes = List.copyOf(changes);
  }

  /** One change of rows and index. */
  sealed interface Change {}

  /** {@code adopted}: a row of an earlier generation holds it. */
  record AccountAdded(int ordinal, SubjectId subject, AccountId account, boolean adopted)
      implements Change {}

  /** {@code inIndex}: not only a row of an earlier generation. */
  record AccountForgotten(int ordinal, boolean inIndex) implements Change {}

  /** Whether or not anything is known of the subject here: pairings of it may be stored. */
  record ErasureTold(SubjectId subject, long position) implements Change {}

  /** {@code adopted}: a row of an earlier generation holds it. */
  record GrantAdded(
      int ordinal,
      int accountOrdinal,
      PermittedContactPoint contactPoint,
      int notice,
      boolean adopted)
      implements Change {}

  /**
   * The grant stays what it is and has other match keys, since a match secret is being rotated, or
   * is told with its notice at last.
   */
  record GrantRekeyed(
      int ordinal, int accountOrdinal, PermittedContactPoint contactPoint, int notice)
      implements Change {}

  record GrantEnded(int ordinal, long position) implements Change {}

  record NoticeAdded(int number, NoticeVersion notice) implements Change {}

  /**
   * Every active grant under the notice ends, and every one that names none.
   *
   * @param grants how many these are before the batch
   */
  record NoticeInvalidated(int number, long position, long grants) implements Change {}

  void applyTo(PermissionIndex index) {
    for (Change change : changes) {
      switch (change) {
        case AccountAdded(int ordinal, SubjectId subject, AccountId account, boolean _) ->
            index.addAccount(ordinal, subject, account);
        case AccountForgotten(int ordinal, boolean inIndex) -> {
          if (inIndex) {
            index.forgetAccount(ordinal);
          }
        }
        case GrantAdded(
                int ordinal,
                int account,
                PermittedContactPoint point,
                int notice,
                boolean _) ->
            index.addGrant(ordinal, account, point.grantedAt().value(), point.matchKeys(), notice);
        case GrantRekeyed(int ordinal, int _, PermittedContactPoint point, int notice) ->
            index.rekeyGrant(ordinal, point.matchKeys(), notice);
        case GrantEnded(int ordinal, long position) -> index.endGrant(ordinal, position);
        case ErasureTold _ -> {}
        case NoticeAdded(int number, NoticeVersion notice) -> index.addNotice(number, notice);
        case NoticeInvalidated(int number, long position, long _) ->
            index.invalidateNotice(number, position);
      }
    }
  }
}
