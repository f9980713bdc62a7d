package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Position;
import java.util.List;

/** What the rules say to one command. */
public sealed interface Decision<E extends LedgerEvent> {
  /** The events to append together, in this order; at least one. */
  record Accepted<E extends LedgerEvent>(List<E> events) implements Decision<E> {
    public Accepted {
      events = List.copyOf(events);
      if (events.isEmpty()) {
        throw new IllegalArgumentException("an accepted command has at least one event");
      }
    }
  }

  /** It is done already. {@code position} is that of the event that did it. */
  record NothingToDo<E extends LedgerEvent>(Position position) implements Decision<E> {}

  /** The rules say no. */
  record Refused<E extends LedgerEvent>(Refusal refusal) implements Decision<E> {}
}
