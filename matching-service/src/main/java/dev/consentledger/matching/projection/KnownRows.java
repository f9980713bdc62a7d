package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import java.util.Map;

/**
 * Rows that a plan needs and the index doesn't have: the accounts of erased subjects, and during a
 * rebuild what earlier generations hold of the batch's subjects.
 *
 * @param grants of earlier generations, by the position of the grant
 */
record KnownRows(Map<SubjectId, KnownAccount> accounts, Map<Long, KnownGrant> grants) {
  static final KnownRows NONE = new KnownRows(Map.of(), Map.of());

  record KnownAccount(int ordinal, int generation) {}

  record KnownGrant(
      int ordinal, int account, String contactPoint, MatchKeys matchKeys, int notice) {
    /** The same grant, so it keeps its ordinal, whatever its match keys. */
    boolean isOf(int accountOrdinal, PermittedContactPoint point) {
      return account == accountOrdinal && contactPoint.equals(point.id().value());
    }

    /** Whether the row says the same of it already. */
    boolean isStored(PermittedContactPoint point, int noticeNumber) {
      return matchKeys.equals(point.matchKeys()) && notice == noticeNumber;
    }
  }
}
