package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.ContactPointId;
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
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds one subject's entries, given in the order of its stream, into the lives of its grants. The
 * whole stream is folded once; what was active at any position is then a question to {@link
 * GrantLife#isActiveAt}. Where history makes no sense the fold stops with an {@link
 * EvidenceException}. Not safe for use by several threads.
 */
public final class SubjectGrants {
  private final SubjectId subject;
  private final List<ContactPointLife> contactPoints = new ArrayList<>();
  private final Map<Position, GrantLife> grants = new LinkedHashMap<>();

  /** Of what is registered now: its place in {@link #contactPoints}. */
  private final Map<ContactPointId, Integer> registered = new HashMap<>();

  private final Map<OpenGrant, Position> open = new HashMap<>();

  /** Every change of a signal, oldest first. */
  private final List<Placed<SignalChanged>> signals = new ArrayList<>();

  private @Nullable Placed<SubjectEvent> last;

  private record OpenGrant(ContactPointId contactPoint, Purpose purpose) {}

  public SubjectGrants(SubjectId subject) {
    this.subject = subject;
  }

  public static SubjectGrants of(SubjectId subject, Iterable<Placed<SubjectEvent>> stream) {
    var fold = new SubjectGrants(subject);
    stream.forEach(fold::add);
    return fold;
  }

  public SubjectId subject() {
    return subject;
  }

  /** Every contact point that was ever registered, oldest first. */
  public List<ContactPointLife> contactPoints() {
    return List.copyOf(contactPoints);
  }

  /** Every grant of every purpose there ever was, oldest first. */
  public List<GrantLife> grants() {
    return List.copyOf(grants.values());
  }

  /** The grant that this position names. */
  public Optional<GrantLife> grantAt(Position position) {
    return Optional.ofNullable(grants.get(position));
  }

  /** The entry that erased the subject. */
  public Optional<Placed<SubjectEvent>> erasure() {
    return Optional.ofNullable(last).filter(event -> event.event() instanceof SubjectErased);
  }

  /** Every change of a signal, oldest first. */
  public List<Placed<SignalChanged>> signals() {
    return List.copyOf(signals);
  }

  /**
   * Whether a grant counted at a position: it had not ended, the notice it was given under was not
   * invalidated, and no signal that overrides its purpose was on.
   *
   * @param notices those that are invalidated, at least as far as that position
   */
  public boolean counted(GrantLife life, Position at, InvalidNotices notices) {
    return life.isActiveAt(at)
        && !notices.isInvalid(life.notice(), at)
        && !isOverridden(life.purpose(), at);
  }

  /** Whether a signal that overrides the purpose is on after the last event. */
  boolean isOverriddenAtLast(Purpose purpose) {
    return last != null && isOverridden(purpose, last.position());
  }

  private boolean isOverridden(Purpose purpose, Position at) {
    return Arrays.stream(Signal.values())
        .filter(signal -> signal.overrides(purpose))
        .anyMatch(signal -> isOn(signal, at));
  }

  private boolean isOn(Signal signal, Position at) {
    return signals.stream()
        .filter(change -> change.event().signal() == signal && at.isAtLeast(change.position()))
        .reduce((_, later) -> later)
        .map(change -> change.event().on())
        .orElse(false);
  }

  /** The grants of list matching that counted at a position, oldest first. */
  public List<GrantLife> permittedAt(Position position, InvalidNotices notices) {
    return grants.values().stream()
        .filter(life -> life.purpose() == Purpose.LIST_MATCHING && counted(life, position, notices))
        .toList();
  }

  /** Adds the next event of the stream; its revision and position follow the last one's. */
  public void add(Placed<SubjectEvent> next) {
    checkPlace(next);
    switch (next.event()) {
      case ContactPointRegistered registration ->
          register(new Placed<>(next.index(), next.position(), next.header(), registration), next);
      case ContactPointRemoved removed -> remove(removed.contactPoint(), next);
      case PurposeGranted granted ->
          grant(new Placed<>(next.index(), next.position(), next.header(), granted), next);
      case PurposeWithdrawn withdrawn ->
          end(withdrawn.contactPoint(), withdrawn.purpose(), GrantLife.EndedBy.WITHDRAWN, next);
      case GrantExpired expired -> expire(expired, next);
      case SignalChanged changed ->
          signals.add(new Placed<>(next.index(), next.position(), next.header(), changed));
      case SubjectErased _ -> erase(next);
    }
    last = next;
  }

  private void checkPlace(Placed<SubjectEvent> next) {
    if (!next.header().stream().equals(subject.stream())) {
      throw nonsense(next, "stands in another subject's stream");
    }
    long revision = last == null ? 0 : last.header().revision() + 1;
    if (next.header().revision() != revision) {
      throw nonsense(next, "has revision " + next.header().revision() + ", not " + revision);
    }
    if (last != null && last.event() instanceof SubjectErased) {
      throw nonsense(next, "stands behind the subject's erasure");
    }
    if (last != null
        && (!next.position().isAfter(last.position()) || next.index() <= last.index())) {
      throw nonsense(next, "does not stand behind the event before it");
    }
  }

  private void register(Placed<ContactPointRegistered> registration, Placed<SubjectEvent> event) {
    ContactPointId id = registration.event().contactPoint();
    if (registered.putIfAbsent(id, contactPoints.size()) != null) {
      throw nonsense(event, "registers a contact point that is registered already");
    }
    contactPoints.add(new ContactPointLife(registration, Optional.empty()));
  }

  private void remove(ContactPointId id, Placed<SubjectEvent> event) {
    Placed<ContactPointRegistered> registration = registration(id, event);
    for (Purpose purpose : Purpose.values()) {
      close(new OpenGrant(id, purpose), GrantLife.EndedBy.ENDED_BY_REMOVAL, event);
    }
    Integer at = registered.remove(id);
    if (at != null) {
      contactPoints.set(at, new ContactPointLife(registration, Optional.of(event)));
    }
  }

  private void erase(Placed<SubjectEvent> event) {
    for (OpenGrant key : List.copyOf(open.keySet())) {
      close(key, GrantLife.EndedBy.ERASED, event);
    }
    registered
        .values()
        .forEach(at ->
            contactPoints.set(
                at,
                new ContactPointLife(contactPoints.get(at).registration(), Optional.of(event))));
    registered.clear();
  }

  private void grant(Placed<PurposeGranted> granted, Placed<SubjectEvent> event) {
    ContactPointId id = granted.event().contactPoint();
    Placed<ContactPointRegistered> registration = registration(id, event);
    var key = new OpenGrant(id, granted.event().purpose());
    close(key, GrantLife.EndedBy.REPLACED, event);
    open.put(key, granted.position());
    grants.put(granted.position(), new GrantLife(registration, granted, Optional.empty()));
  }

  private void expire(GrantExpired expired, Placed<SubjectEvent> event) {
    var key = new OpenGrant(expired.contactPoint(), expired.purpose());
    Position position = open.get(key);
    GrantLife life = position == null ? null : grants.get(position);
    boolean isOver =
        life != null
            && life.grant()
                .event()
                .expiresAt()
                .filter(expiry -> !expiry.isAfter(event.time()))
                .isPresent();
    if (!isOver) {
      throw nonsense(event, "ends a grant whose time is not over");
    }
    close(key, GrantLife.EndedBy.EXPIRED, event);
  }

  private void end(
      ContactPointId id, Purpose purpose, GrantLife.EndedBy how, Placed<SubjectEvent> event) {
    if (!close(new OpenGrant(id, purpose), how, event)) {
      throw nonsense(event, "ends a grant that is not there");
    }
  }

  private boolean close(OpenGrant key, GrantLife.EndedBy how, Placed<SubjectEvent> event) {
    Position position = open.remove(key);
    if (position == null) {
      return false;
    }
    grants.computeIfPresent(position, (_, life) -> life.end(how, event));
    return true;
  }

  private Placed<ContactPointRegistered> registration(
      ContactPointId id, Placed<SubjectEvent> event) {
    Integer at = registered.get(id);
    if (at == null) {
      throw nonsense(event, "is about a contact point that is not registered");
    }
    return contactPoints.get(at).registration();
  }

  private static EvidenceException nonsense(Placed<SubjectEvent> event, String why) {
    return new EvidenceException(
        "entry " + event.index(), event.event().getClass().getSimpleName() + " " + why);
  }
}
