package dev.consentledger.matching.projection;

import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notices as a batch knows them: the index's, and what the batch itself told so far. */
final class BatchNotices {
  private final Notices before;
  private final Map<NoticeVersion, Integer> added = new HashMap<>();
  private final Set<Integer> invalidated = new HashSet<>();
  private final List<BatchPlan.Change> changes;
  private int nextNumber;

  /**
   * @param changes takes what becomes known here
   */
  BatchNotices(Notices before, int nextNumber, List<BatchPlan.Change> changes) {
    this.before = before;
    this.nextNumber = nextNumber;
    this.changes = changes;
  }

  int nextNumber() {
    return nextNumber;
  }

  int numberOf(PermittedContactPoint point) {
    return point.notice().map(this::numberOf).orElse(Notices.NONE);
  }

  int numberOf(NoticeVersion notice) {
    Integer known = before.numberOf(notice);
    return known != null ? known : added.computeIfAbsent(notice, this::add);
  }

  private int add(NoticeVersion notice) {
    int number = nextNumber;
    nextNumber = Math.incrementExact(nextNumber);
    changes.add(new BatchPlan.NoticeAdded(number, notice));
    return number;
  }

  boolean isInvalid(int number) {
    return before.isInvalid(number) || invalidated.contains(number);
  }

  void invalidate(int number) {
    invalidated.add(number);
  }

  boolean permits(int number) {
    return before.permits(number)
        && !invalidated.contains(number)
        && (number != Notices.NONE || invalidated.isEmpty());
  }
}
