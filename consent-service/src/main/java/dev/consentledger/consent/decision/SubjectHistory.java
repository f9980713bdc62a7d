package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.Map;
import java.util.Optional;

/** Adds up a subject's events, and stops where one does not fit. */
final class SubjectHistory {
  private final SubjectState state;
  private final SubjectEvent event;
  private final Moment moment;

  private SubjectHistory(SubjectState state, SubjectEvent event, Moment moment) {
    this.state = state;
    this.event = event;
    this.moment = moment;
  }

  static SubjectState evolve(SubjectState state, SubjectEvent event, Moment moment) {
    return new SubjectHistory(state, event, moment).next();
  }

  private SubjectState next() {
    if (state.last().isPresent() && !moment.position().isAfter(state.last().get().position())) {
      throw nonsense("the event before it is at position " + state.last().get().position());
    }
    if (state.isErased()) {
      throw nonsense("the subject is erased");
    }
    return switch (event) {
      case ContactPointRegistered registered -> state.with(register(registered), moment);
      case ContactPointRemoved removed ->
          state.with(registered(removed.contactPoint()).remove(moment), moment);
      case PurposeGranted granted -> state.with(grant(granted), moment);
      case PurposeWithdrawn withdrawn ->
          state.with(
              end(withdrawn.contactPoint(), withdrawn.purpose(), PurposeGrant.Cause.WITHDRAWN),
              moment);
      case GrantExpired expired -> state.with(expire(expired), moment);
      case SignalChanged changed -> state.with(changed.signal(), changed.on(), moment);
      case SubjectErased _ -> SubjectState.erased(moment);
    };
  }

  private ContactPoint register(ContactPointRegistered registered) {
    if (state.registered(registered.contactPoint()).isPresent()) {
      throw nonsense("the contact point is registered already");
    }
    return new ContactPoint(
        registered.contactPoint(),
        registered.kind(),
        registered.collectedFor(),
        registered.notice(),
        registered.digests(),
        moment,
        Optional.empty(),
        Map.of());
  }

  private ContactPoint grant(PurposeGranted granted) {
    return registered(granted.contactPoint())
        .with(
            new PurposeGrant(granted.purpose(), GrantTerms.of(granted), moment, Optional.empty()));
  }

  private ContactPoint expire(GrantExpired expired) {
    if (!openGrant(expired.contactPoint(), expired.purpose()).terms().isOverAt(moment.time())) {
      throw nonsense("the grant's time is not over");
    }
    return end(expired.contactPoint(), expired.purpose(), PurposeGrant.Cause.EXPIRED);
  }

  private ContactPoint end(ContactPointId id, Purpose purpose, PurposeGrant.Cause cause) {
    return registered(id).with(openGrant(id, purpose).end(moment, cause));
  }

  private PurposeGrant openGrant(ContactPointId id, Purpose purpose) {
    return registered(id)
        .grantOf(purpose)
        .filter(PurposeGrant::isOpen)
        .orElseThrow(() -> nonsense("there is no grant of " + purpose.code() + " to end"));
  }

  private ContactPoint registered(ContactPointId id) {
    return state
        .registered(id)
        .orElseThrow(() -> nonsense("the contact point " + id + " is not registered"));
  }

  private HistoryException nonsense(String why) {
    return new HistoryException(event.getClass().getSimpleName(), moment.position(), why);
  }
}
