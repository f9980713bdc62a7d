package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.evidence.GrantLife.EndedBy;
import dev.consentledger.kernel.evidence.Placed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One event that gave consent, ended it, or set it aside: what a receipt is about.
 *
 * @param grants those that it gave, ended, set aside or let count again
 */
record ConsentAct(Placed<SubjectEvent> event, Kind kind, List<GrantLife> grants) {
  /** What the event did. */
  enum Kind {
    GRANTED,
    WITHDRAWN,
    /** The contact point was removed, and with it every grant on it. */
    REMOVED,
    EXPIRED,
    /** A signal stands above the grants from here on, until it is turned off. */
    SIGNAL_ON,
    SIGNAL_OFF;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Every one of an account, oldest first. An event that touched no grant is none. */
  static List<ConsentAct> of(AccountHistory history) {
    return history.events().stream()
        .flatMap(event -> of(history, event).stream())
        .filter(act -> !act.grants().isEmpty())
        .toList();
  }

  private static Optional<ConsentAct> of(AccountHistory history, Placed<SubjectEvent> event) {
    return switch (event.event()) {
      case ContactPointRegistered _, SubjectErased _ -> Optional.empty();
      case PurposeGranted _ ->
          history
              .grants()
              .grantAt(event.position())
              .map(life -> new ConsentAct(event, Kind.GRANTED, List.of(life)));
      case PurposeWithdrawn _ -> ending(history, event, Kind.WITHDRAWN);
      case ContactPointRemoved _ -> ending(history, event, Kind.REMOVED);
      case GrantExpired _ -> ending(history, event, Kind.EXPIRED);
      case SignalChanged change ->
          Optional.of(
              new ConsentAct(
                  event,
                  change.on() ? Kind.SIGNAL_ON : Kind.SIGNAL_OFF,
                  history.grants().grants().stream()
                      .filter(life ->
                          change.signal().overrides(life.purpose())
                              && life.isActiveAt(event.position()))
                      .toList()));
    };
  }

  private static Optional<ConsentAct> ending(
      AccountHistory history, Placed<SubjectEvent> event, Kind kind) {
    return Optional.of(
        new ConsentAct(
            event,
            kind,
            history.grants().grants().stream()
                .filter(life ->
                    life.ending()
                        .filter(ending ->
                            ending.how() != EndedBy.REPLACED
                                && ending.event().position().equals(event.position()))
                        .isPresent())
                .toList()));
  }
}
