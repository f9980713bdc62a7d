package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.matching.projection.BatchPlan.AccountAdded;
import dev.consentledger.matching.projection.BatchPlan.AccountForgotten;
import dev.consentledger.matching.projection.BatchPlan.Change;
import dev.consentledger.matching.projection.BatchPlan.ErasureTold;
import dev.consentledger.matching.projection.BatchPlan.GrantAdded;
import dev.consentledger.matching.projection.BatchPlan.GrantEnded;
import dev.consentledger.matching.projection.BatchPlan.GrantRekeyed;
import dev.consentledger.matching.projection.BatchPlan.NoticeAdded;
import dev.consentledger.matching.projection.BatchPlan.NoticeInvalidated;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** What a plan leaves in the tables: what came and went within the batch is never written. */
record BatchRows(
    List<AccountRow> newAccounts,
    Set<Integer> adoptedAccounts,
    Set<Integer> forgottenAccounts,
    List<PermissionRow> newGrants,
    Set<Integer> adoptedGrants,
    List<PermissionRow> rekeyedGrants,
    Set<Integer> endedGrants,
    Map<UUID, Long> erasures,
    List<NoticeRow> newNotices,
    List<NoticeInvalidated> invalidNotices) {

  static BatchRows of(BatchPlan plan) {
    int generation = plan.after().generation();
    Map<Integer, AccountRow> accounts = new LinkedHashMap<>();
    Map<Integer, PermissionRow> grants = new LinkedHashMap<>();
    Map<Integer, PermissionRow> rekeyed = new LinkedHashMap<>();
    Set<Integer> adoptedAccounts = new HashSet<>();
    Set<Integer> adoptedGrants = new HashSet<>();
    Set<Integer> forgotten = new HashSet<>();
    Set<Integer> ended = new HashSet<>();
    Map<UUID, Long> erasures = new LinkedHashMap<>();
    List<NoticeRow> notices = new ArrayList<>();
    List<NoticeInvalidated> invalid = new ArrayList<>();
    for (Change change : plan.changes()) {
      switch (change) {
        case AccountAdded added -> {
          if (added.adopted()) {
            adoptedAccounts.add(added.ordinal());
          } else {
            accounts.put(added.ordinal(), row(added, generation));
          }
        }
        case AccountForgotten(int ordinal, boolean _) -> {
          adoptedAccounts.remove(ordinal);
          if (accounts.remove(ordinal) == null) {
            forgotten.add(ordinal);
          }
        }
        case GrantAdded added -> {
          if (added.adopted()) {
            adoptedGrants.add(added.ordinal());
          } else {
            grants.put(
                added.ordinal(),
                row(
                    added.ordinal(),
                    added.accountOrdinal(),
                    added.contactPoint(),
                    added.notice(),
                    generation));
          }
        }
        case GrantRekeyed(int ordinal, int account, PermittedContactPoint point, int notice) ->
            (grants.get(ordinal) == null ? rekeyed : grants)
                .put(ordinal, row(ordinal, account, point, notice, generation));
        case GrantEnded(int ordinal, long _) -> {
          adoptedGrants.remove(ordinal);
          rekeyed.remove(ordinal);
          if (grants.remove(ordinal) == null) {
            ended.add(ordinal);
          }
        }
        case ErasureTold(SubjectId subject, long position) ->
            erasures.put(subject.value(), position);
        case NoticeAdded(int number, NoticeVersion notice) ->
            notices.add(NoticeRow.of(number, notice));
        case NoticeInvalidated one -> {
          invalid.add(one);
          Predicate<PermissionRow> under =
              row -> row.notice == one.number() || row.notice == Notices.NONE;
          grants.values().removeIf(under);
          // Their rows may go with their accounts in the same batch.
          rekeyed.values().removeIf(under);
        }
      }
    }
    return new BatchRows(
        new ArrayList<>(accounts.values()),
        adoptedAccounts,
        forgotten,
        new ArrayList<>(grants.values()),
        adoptedGrants,
        new ArrayList<>(rekeyed.values()),
        ended,
        erasures,
        notices,
        invalid);
  }

  private static AccountRow row(AccountAdded added, int generation) {
    AccountRow row = new AccountRow();
    row.ordinal = added.ordinal();
    row.subject = added.subject().value();
    row.account = added.account().value();
    row.generation = generation;
    return row;
  }

  private static PermissionRow row(
      int ordinal, int account, PermittedContactPoint point, int notice, int generation) {
    PermissionRow row = new PermissionRow();
    row.ordinal = ordinal;
    row.accountOrdinal = account;
    row.contactPoint = point.id().value();
    row.kind = point.kind().code();
    row.grantedAt = point.grantedAt().value();
    row.setKeys(point.matchKeys());
    row.notice = notice;
    row.generation = generation;
    return row;
  }
}
