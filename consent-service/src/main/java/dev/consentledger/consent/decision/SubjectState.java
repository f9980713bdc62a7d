package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a subject's events add up to. Immutable; {@link SubjectDecision#evolve} makes the next one.
 *
 * @param contactPoints in the order in which they were first registered, removed ones too
 * @param signals those that were ever set
 * @param last the newest event; empty before the first
 * @param isErased whether that was the subject's erasure: then nothing else is left
 */
public record SubjectState(
    Map<ContactPointId, ContactPoint> contactPoints,
    Map<Signal, SignalState> signals,
    Optional<Moment> last,
    boolean isErased) {
  /** Before the first event: nothing is known, so nothing is permitted. */
  public static final SubjectState EMPTY =
      new SubjectState(Map.of(), Map.of(), Optional.empty(), false);

  public SubjectState {
    contactPoints = Collections.unmodifiableMap(new LinkedHashMap<>(contactPoints));
    signals = Map.copyOf(signals);
  }

  /**
   * A contact point with an active grant of list matching.
   *
   * @param digests empty where the sealed part did not open: then nothing may be published
   * @param notice what the grant was given under
   * @param granted the grant's position, which names it, and its time
   * @param expiresAt when the grant ends by itself
   */
  public record Permitted(
      ContactPoint contactPoint,
      Optional<List<Digest>> digests,
      Notice notice,
      Moment granted,
      Optional<Instant> expiresAt) {
    public Position grantedAt() {
      return granted.position();
    }
  }

  /**
   * What may be paired as far as the events say: a function of the ledger alone, so that the same
   * position always gives the same answer. A grant counts here until its {@code GrantExpired}.
   */
  public List<Permitted> permittedContactPoints() {
    return permitted(PurposeGrant::isOpen);
  }

  /** What may be paired at an instant: a grant past its own time no longer counts. */
  public List<Permitted> permittedContactPoints(Instant at) {
    return permitted(grant -> grant.isActiveAt(at));
  }

  /** After the last event of all. */
  static SubjectState erased(Moment moment) {
    return new SubjectState(Map.of(), Map.of(), Optional.of(moment), true);
  }

  /** The contact point, where it is registered and not removed. */
  Optional<ContactPoint> registered(ContactPointId id) {
    return Optional.ofNullable(contactPoints.get(id)).filter(point -> !point.isRemoved());
  }

  /** The ids of the notices that the newest grants were given under, of every purpose. */
  public Set<String> grantNotices() {
    return contactPoints.values().stream()
        .flatMap(point -> point.grants().values().stream())
        .map(grant -> grant.terms().notice().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a signal that is on stands above every grant of this purpose. */
  public boolean isOverridden(Purpose purpose) {
    return signals.entrySet().stream()
        .anyMatch(signal -> signal.getValue().on() && signal.getKey().overrides(purpose));
  }

  SubjectState with(ContactPoint contactPoint, Moment moment) {
    var changed = new LinkedHashMap<>(contactPoints);
    changed.put(contactPoint.id(), contactPoint);
    return new SubjectState(changed, signals, Optional.of(moment), false);
  }

  SubjectState with(Signal signal, boolean on, Moment moment) {
    var changed = new EnumMap<Signal, SignalState>(Signal.class);
    changed.putAll(signals);
    changed.put(signal, new SignalState(on, moment));
    return new SubjectState(contactPoints, changed, Optional.of(moment), false);
  }

  private List<Permitted> permitted(Predicate<PurposeGrant> counts) {
    if (isOverridden(Purpose.LIST_MATCHING)) {
      return List.of();
    }
    return contactPoints.values().stream()
        .filter(point -> !point.isRemoved())
        .flatMap(point ->
            point
                .grantOf(Purpose.LIST_MATCHING)
                .filter(counts)
                .map(grant ->
                    new Permitted(
                        point,
                        point.digests(),
                        grant.terms().notice(),
                        grant.granted(),
                        grant.terms().expiresAt()))
                .stream())
        .toList();
  }
}
