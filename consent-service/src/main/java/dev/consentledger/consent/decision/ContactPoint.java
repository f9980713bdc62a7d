package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One contact point and the newest grant of each purpose on it.
 *
 * @param digests empty where the sealed part of its event did not open
 * @param removed set once it is gone; an id that is registered again is a fresh contact point
 */
public record ContactPoint(
    ContactPointId id,
    ContactPointKind kind,
    Set<Purpose> collectedFor,
    Notice notice,
    Optional<List<Digest>> digests,
    Moment registered,
    Optional<Moment> removed,
    Map<Purpose, PurposeGrant> grants) {
  public ContactPoint {
    var ordered = new EnumMap<Purpose, PurposeGrant>(Purpose.class);
    ordered.putAll(grants);
    grants = Collections.unmodifiableMap(ordered);
  }

  public boolean isRemoved() {
    return removed.isPresent();
  }

  public Optional<PurposeGrant> grantOf(Purpose purpose) {
    return Optional.ofNullable(grants.get(purpose));
  }

  ContactPoint with(PurposeGrant grant) {
    var changed = new EnumMap<Purpose, PurposeGrant>(Purpose.class);
    changed.putAll(grants);
    changed.put(grant.purpose(), grant);
    return new ContactPoint(id, kind, collectedFor, notice, digests, registered, removed, changed);
  }

  ContactPoint remove(Moment moment) {
    var changed = new EnumMap<Purpose, PurposeGrant>(Purpose.class);
    grants.forEach((purpose, grant) ->
        changed.put(
            purpose,
            grant.isOpen() ? grant.end(moment, PurposeGrant.Cause.ENDED_BY_REMOVAL) : grant));
    return new ContactPoint(
        id, kind, collectedFor, notice, digests, registered, Optional.of(moment), changed);
  }
}
