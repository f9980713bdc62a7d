package dev.consentledger.consent.decision;

import dev.consentledger.consent.decision.Decision.Accepted;
import dev.consentledger.consent.decision.Decision.NothingToDo;
import dev.consentledger.consent.decision.Decision.Refused;
import dev.consentledger.consent.decision.SubjectCommand.Erase;
import dev.consentledger.consent.decision.SubjectCommand.Expire;
import dev.consentledger.consent.decision.SubjectCommand.Grant;
import dev.consentledger.consent.decision.SubjectCommand.RegisterContactPoint;
import dev.consentledger.consent.decision.SubjectCommand.RemoveContactPoint;
import dev.consentledger.consent.decision.SubjectCommand.SetSignal;
import dev.consentledger.consent.decision.SubjectCommand.Withdraw;
import dev.consentledger.consent.decision.SubjectCommand.WithdrawAll;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of consent for one subject, as pure functions. What no rule permits is refused. */
public final class SubjectDecision {
  private SubjectDecision() {}

  public static Decision<SubjectEvent> decide(SubjectState state, SubjectCommand command) {
    if (state.isErased()) {
      return erased(state, command);
    }
    return switch (command) {
      case RegisterContactPoint register -> register(state, register);
      case RemoveContactPoint remove -> remove(state, remove);
      case Grant grant -> grant(state, grant);
      case Withdraw withdraw -> withdraw(state, withdraw);
      case WithdrawAll withdraw -> withdrawAll(state, withdraw);
      case SetSignal set -> setSignal(state, set);
      case Expire expire -> expire(state, expire);
      case Erase _ -> accepted(new SubjectErased());
    };
  }

  /**
   * Decides commands that stand or fall together: all their events, or the first refusal. Where
   * there is nothing to do for any, the answer is the latest position of what did it.
   */
  public static Decision<SubjectEvent> decideAll(
      SubjectState state, List<SubjectCommand> commands) {
    var events = new ArrayList<SubjectEvent>();
    Position done = Position.START;
    SubjectState provisional = state;
    for (SubjectCommand command : commands) {
      switch (decide(provisional, command)) {
        case Accepted<SubjectEvent> accepted -> {
          events.addAll(accepted.events());
          provisional = evolveProvisionally(provisional, accepted.events(), command.at());
        }
        case NothingToDo<SubjectEvent>(Position position) ->
            done = position.isAfter(done) ? position : done;
        case Refused<SubjectEvent> refused -> {
          return refused;
        }
      }
    }
    return events.isEmpty() ? new NothingToDo<>(done) : new Accepted<>(events);
  }

  /** The positions are made up: nobody sees a state that rests on them. */
  private static SubjectState evolveProvisionally(
      SubjectState state, List<SubjectEvent> events, Instant at) {
    SubjectState next = state;
    for (SubjectEvent event : events) {
      long after = next.last().map(last -> last.position().value()).orElse(0L);
      next = evolve(next, event, new Position(after + 1), at);
    }
    return next;
  }

  /**
   * The state after one event of the subject's stream, in its order. Throws {@link
   * HistoryException} where history makes no sense.
   *
   * @param time the event's own time
   */
  public static SubjectState evolve(
      SubjectState state, SubjectEvent event, Position position, Instant time) {
    return SubjectHistory.evolve(state, event, new Moment(position, time));
  }

  /** Behind an erasure nothing follows: whoever asks hears what one who never was would hear. */
  private static Decision<SubjectEvent> erased(SubjectState state, SubjectCommand command) {
    return switch (command) {
      case Erase _ -> nothingSinceLast(state);
      case RegisterContactPoint _,
          RemoveContactPoint _,
          Grant _,
          Withdraw _,
          WithdrawAll _,
          SetSignal _,
          Expire _ ->
          new Refused<>(Refusal.ACCOUNT_UNKNOWN);
    };
  }

  private static Decision<SubjectEvent> register(SubjectState state, RegisterContactPoint command) {
    Optional<ContactPoint> known = state.registered(command.contactPoint());
    if (known.isEmpty()) {
      return accepted(
          new ContactPointRegistered(
              command.contactPoint(),
              command.kind(),
              command.collectedFor(),
              command.notice(),
              Optional.of(command.digests())));
    }
    return saysTheSame(known.get(), command)
        ? new NothingToDo<>(known.get().registered().position())
        : new Refused<>(Refusal.CONTACT_POINT_DIFFERS);
  }

  /** Digests that can't be opened can't be compared, so they count as different. */
  private static boolean saysTheSame(ContactPoint known, RegisterContactPoint command) {
    Optional<Set<Digest>> digests = known.digests().map(HashSet::new);
    return known.kind() == command.kind()
        && known.collectedFor().equals(command.collectedFor())
        && known.notice().equals(command.notice())
        && digests.equals(Optional.of(new HashSet<>(command.digests())));
  }

  private static Decision<SubjectEvent> remove(SubjectState state, RemoveContactPoint command) {
    ContactPoint known = state.contactPoints().get(command.contactPoint());
    if (known == null) {
      return new Refused<>(Refusal.CONTACT_POINT_UNKNOWN);
    }
    if (known.removed().isPresent()) {
      return new NothingToDo<>(known.removed().get().position());
    }
    var events = new ArrayList<SubjectEvent>();
    for (PurposeGrant grant : known.grants().values()) {
      if (grant.isOpen() && !grant.isActiveAt(command.at())) {
        events.add(new GrantExpired(known.id(), grant.purpose()));
      }
    }
    events.add(new ContactPointRemoved(known.id()));
    return new Accepted<>(events);
  }

  private static Decision<SubjectEvent> grant(SubjectState state, Grant command) {
    Optional<ContactPoint> contactPoint = state.registered(command.contactPoint());
    if (contactPoint.isEmpty()) {
      return new Refused<>(Refusal.CONTACT_POINT_UNKNOWN);
    }
    if (command.purpose().isAdvertising() && command.terms().isGivenInSecurityFlow()) {
      return new Refused<>(Refusal.BUNDLED_CONSENT);
    }
    if (command.terms().isOverAt(command.at())) {
      return new Refused<>(Refusal.ALREADY_EXPIRED);
    }
    Optional<Refusal> refused = refusal(command.standing());
    if (refused.isPresent()) {
      return new Refused<>(refused.get());
    }
    if (state.isOverridden(command.purpose())) {
      return new Refused<>(Refusal.SIGNAL_ON);
    }
    Optional<PurposeGrant> open =
        contactPoint.get().grantOf(command.purpose()).filter(PurposeGrant::isOpen);
    if (open.isEmpty()) {
      return accepted(granted(command));
    }
    if (!open.get().isActiveAt(command.at())) {
      return accepted(
          new GrantExpired(command.contactPoint(), command.purpose()), granted(command));
    }
    return open.get().terms().equals(command.terms())
        ? new NothingToDo<>(open.get().granted().position())
        : accepted(granted(command));
  }

  private static Optional<Refusal> refusal(NoticeStanding standing) {
    return switch (standing) {
      case STANDS -> Optional.empty();
      case UNKNOWN -> Optional.of(Refusal.NOTICE_UNKNOWN);
      case DIFFERS -> Optional.of(Refusal.NOTICE_DIFFERS);
      case INVALID -> Optional.of(Refusal.NOTICE_INVALID);
    };
  }

  private static Decision<SubjectEvent> withdraw(SubjectState state, Withdraw command) {
    ContactPoint contactPoint = state.contactPoints().get(command.contactPoint());
    if (contactPoint == null) {
      return new Refused<>(Refusal.CONTACT_POINT_UNKNOWN);
    }
    Optional<PurposeGrant> grant = contactPoint.grantOf(command.purpose());
    if (grant.isEmpty()) {
      return new Refused<>(
          contactPoint.isRemoved() ? Refusal.CONTACT_POINT_UNKNOWN : Refusal.GRANT_UNKNOWN);
    }
    if (grant.get().ended().isPresent()) {
      return new NothingToDo<>(grant.get().ended().get().moment().position());
    }
    return grant.get().isActiveAt(command.at())
        ? accepted(new PurposeWithdrawn(command.contactPoint(), command.purpose()))
        : accepted(new GrantExpired(command.contactPoint(), command.purpose()));
  }

  private static Decision<SubjectEvent> withdrawAll(SubjectState state, WithdrawAll command) {
    var events = new ArrayList<SubjectEvent>();
    for (ContactPoint contactPoint : state.contactPoints().values()) {
      for (PurposeGrant grant : contactPoint.grants().values()) {
        if (grant.isOpen() && command.purposes().contains(grant.purpose())) {
          events.add(
              grant.isActiveAt(command.at())
                  ? new PurposeWithdrawn(contactPoint.id(), grant.purpose())
                  : new GrantExpired(contactPoint.id(), grant.purpose()));
        }
      }
    }
    return events.isEmpty() ? nothingSinceLast(state) : new Accepted<>(events);
  }

  private static Decision<SubjectEvent> setSignal(SubjectState state, SetSignal command) {
    SignalState known = state.signals().get(command.signal());
    boolean isOn = known != null && known.on();
    if (isOn != command.on()) {
      return accepted(new SignalChanged(command.signal(), command.on()));
    }
    return known == null ? nothingSinceLast(state) : new NothingToDo<>(known.changed().position());
  }

  private static Decision<SubjectEvent> nothingSinceLast(SubjectState state) {
    return new NothingToDo<>(state.last().map(Moment::position).orElse(Position.START));
  }

  private static Decision<SubjectEvent> expire(SubjectState state, Expire command) {
    ContactPoint contactPoint = state.contactPoints().get(command.contactPoint());
    if (contactPoint == null) {
      return new Refused<>(Refusal.CONTACT_POINT_UNKNOWN);
    }
    Optional<PurposeGrant> known = contactPoint.grantOf(command.purpose());
    if (known.isEmpty()) {
      return new Refused<>(Refusal.GRANT_UNKNOWN);
    }
    PurposeGrant grant = known.get();
    if (grant.ended().isPresent()) {
      return new NothingToDo<>(grant.ended().get().moment().position());
    }
    boolean isDue =
        grant.terms().expiresAt().equals(Optional.of(command.expiresAt()))
            && grant.terms().isOverAt(command.at());
    return isDue
        ? accepted(new GrantExpired(command.contactPoint(), command.purpose()))
        : new NothingToDo<>(grant.granted().position());
  }

  private static PurposeGranted granted(Grant command) {
    GrantTerms terms = command.terms();
    return new PurposeGranted(
        command.contactPoint(),
        command.purpose(),
        terms.notice(),
        terms.context(),
        terms.method(),
        terms.legalBasis(),
        terms.expiresAt());
  }

  private static Decision<SubjectEvent> accepted(SubjectEvent... events) {
    return new Accepted<>(List.of(events));
  }
}
