package dev.consentledger.consent.privacy;

import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.SubjectId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A bounded number of subjects, each for a bounded time since it was read from the store, and none
 * that was read before something was forgotten: it may be the one.
 */
final class SubjectCache {
  private record Kept(Subject subject, long readNanos) {}

  private final int subjectsMax;
  private final long ttlNanos;
  private final LongSupplier nanoTime;
  private final LinkedHashMap<SubjectId, Kept> bySubject = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<AccountId, SubjectId> byAccount = new HashMap<>();
  private OptionalLong forgottenNanos = OptionalLong.empty();

  SubjectCache(int subjectsMax, long ttlNanos, LongSupplier nanoTime) {
    this.subjectsMax = subjectsMax;
    this.ttlNanos = ttlNanos;
    this.nanoTime = nanoTime;
  }

  /** What a later {@link #keep} takes: the time before the store was read. */
  long now() {
    return nanoTime.getAsLong();
  }

  synchronized Optional<Subject> find(AccountId account) {
    SubjectId subject = byAccount.get(account);
    return subject == null ? Optional.empty() : find(subject);
  }

  synchronized Optional<Subject> find(SubjectId subject) {
    Kept kept = bySubject.get(subject);
    if (kept == null) {
      return Optional.empty();
    }
    if (now() - kept.readNanos() >= ttlNanos) {
      remove(subject);
      return Optional.empty();
    }
    return Optional.of(kept.subject());
  }

  synchronized void keep(Subject subject, long readNanos) {
    if (forgottenNanos.isPresent() && readNanos - forgottenNanos.getAsLong() <= 0) {
      return;
    }
    remove(subject.id());
    bySubject.put(subject.id(), new Kept(subject, readNanos));
    byAccount.put(subject.account(), subject.id());
    Iterator<Kept> eldest = bySubject.values().iterator();
    while (bySubject.size() > subjectsMax) {
      Subject evicted = eldest.next().subject();
      eldest.remove();
      byAccount.remove(evicted.account(), evicted.id());
    }
  }

  /** Keeps nothing of a subject that was erased. */
  synchronized void forget(SubjectId subject) {
    forgottenNanos = OptionalLong.of(now());
    remove(subject);
  }

  /** Keeps nothing: an erasure may have been missed. */
  synchronized void clear() {
    forgottenNanos = OptionalLong.of(now());
    bySubject.clear();
    byAccount.clear();
  }

  private void remove(SubjectId subject) {
    Kept gone = bySubject.remove(subject);
    if (gone != null) {
      byAccount.remove(gone.subject().account(), subject);
    }
  }
}
