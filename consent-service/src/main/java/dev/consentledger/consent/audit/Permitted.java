package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger permits, for the match keys of one list: folds the events of all subjects, given
 * in the ledger's order, and keeps the contact points that have one of these keys. Written apart
 * from the projection on purpose, so that a mistake there shows. Not safe for use by several
 * threads.
 */
final class Permitted {
  private final MatchKeyTable keys;
  private final MatchSecret.Keyer keyer;
  private final Map<PointId, Point> points = new HashMap<>();
  private final List<@Nullable List<Point>> byKey = new ArrayList<>();

  /** As far as the ledger has been folded in, so no grant under one of them counts. */
  private final Set<NoticeVersion> invalid = new HashSet<>();

  /** With one signal that overrides the purpose, a set is enough. */
  private final Set<SubjectId> overridden = new HashSet<>();

  /**
   * @param keys the list's
   */
  Permitted(MatchKeyTable keys, MatchSecret secret) {
    this.keys = keys;
    this.keyer = secret.newKeyer();
    for (int i = 0; i < keys.size(); i++) {
      byKey.add(null);
    }
  }

  private record PointId(SubjectId subject, ContactPointId contactPoint) {}

  private record Granted(Position position, NoticeVersion notice) {}

  /** One registered contact point with a key in the list. */
  private static final class Point {
    private final SubjectId subject;
    private final int[] keyNumbers;
    private @Nullable Granted granted;

    Point(SubjectId subject, int[] keyNumbers) {
      this.subject = subject;
      this.keyNumbers = keyNumbers;
    }
  }

  /** Folds the next event in; one that did not open permits nothing. */
  void add(SubjectId subject, Position position, SubjectEvent event) {
    switch (event) {
      case ContactPointRegistered registered ->
          register(new PointId(subject, registered.contactPoint()), registered.digests());
      case ContactPointRemoved removed -> forget(new PointId(subject, removed.contactPoint()));
      case PurposeGranted granted ->
          set(
              subject,
              granted.contactPoint(),
              granted.purpose(),
              new Granted(position, granted.notice().noticeVersion()));
      case PurposeWithdrawn withdrawn ->
          set(subject, withdrawn.contactPoint(), withdrawn.purpose(), null);
      case GrantExpired expired -> set(subject, expired.contactPoint(), expired.purpose(), null);
      case SignalChanged changed -> signal(subject, changed);
      case SubjectErased _ -> erase(subject);
    }
  }

  /** Folds the next event of a notice in. */
  void add(NoticeEvent event) {
    switch (event) {
      case NoticeRegistered _ -> {}
      case NoticeInvalidated gone -> invalid.add(new NoticeVersion(gone.id(), gone.version()));
    }
  }

  /** The pairings of one row, sorted. */
  List<PairingLeaf> pair(long row, MatchKey[] rowKeys, int count) {
    var leaves = new ArrayList<PairingLeaf>();
    for (int i = 0; i < count; i++) {
      MatchKey key = rowKeys[i];
      List<Point> met = byKey.get(keys.find(key.high(), key.low()));
      if (met != null) {
        for (Point point : met) {
          Granted granted = point.granted;
          if (granted != null
              && !invalid.contains(granted.notice())
              && !overridden.contains(point.subject)) {
            leaves.add(new PairingLeaf(row, key, point.subject, granted.position()));
          }
        }
      }
    }
    leaves.sort(null);
    return leaves;
  }

  private void register(PointId id, Optional<List<Digest>> digests) {
    forget(id);
    var numbers = new TreeSet<Integer>();
    for (Digest digest : digests.orElse(List.of())) {
      MatchKey key = keyer.keyOf(digest.bytes());
      int number = keys.find(key.high(), key.low());
      if (number != MatchKeyTable.ABSENT) {
        numbers.add(number);
      }
    }
    if (numbers.isEmpty()) {
      return;
    }
    var point = new Point(id.subject(), numbers.stream().mapToInt(n -> n).toArray());
    points.put(id, point);
    for (int number : point.keyNumbers) {
      List<Point> met = byKey.get(number);
      if (met == null) {
        met = new ArrayList<>(1);
        byKey.set(number, met);
      }
      met.add(point);
    }
  }

  private void forget(PointId id) {
    Point point = points.remove(id);
    if (point != null) {
      for (int number : point.keyNumbers) {
        List<Point> met = byKey.get(number);
        if (met != null) {
          met.remove(point);
        }
      }
    }
  }

  /** A signal comes before the registration too, so it is kept for every subject. */
  private void signal(SubjectId subject, SignalChanged changed) {
    if (!changed.signal().overrides(Purpose.LIST_MATCHING)) {
      return;
    }
    if (changed.on()) {
      overridden.add(subject);
    } else {
      overridden.remove(subject);
    }
  }

  /** Rare, so all points are looked through. */
  private void erase(SubjectId subject) {
    points.keySet().stream()
        .filter(point -> point.subject().equals(subject))
        .toList()
        .forEach(this::forget);
  }

  private void set(
      SubjectId subject, ContactPointId contactPoint, Purpose purpose, @Nullable Granted granted) {
    Point point = points.get(new PointId(subject, contactPoint));
    if (point != null && purpose == Purpose.LIST_MATCHING) {
      point.granted = granted;
    }
  }
}
