package dev.consentledger.consent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code given(events).when(command).then(events)}. The given events stand at positions 1, 2, 3 …,
 * a minute apart from {@link #FIRST_EVENT} on, unless {@link #later} moves the clock.
 */
final class GivenSubject {
  static final Instant FIRST_EVENT = Instant.parse("2026-03-01T10:00:00Z");

  private SubjectState state = SubjectState.EMPTY;
  private long position = 0;
  private Instant clock = FIRST_EVENT;

  static GivenSubject given(SubjectEvent... events) {
    var given = new GivenSubject();
    return given.and(events);
  }

  static GivenSubject givenNothing() {
    return new GivenSubject();
  }

  GivenSubject and(SubjectEvent... events) {
    for (SubjectEvent event : events) {
      state = SubjectDecision.evolve(state, event, new Position(++position), clock);
      clock = clock.plus(Duration.ofMinutes(1));
    }
    return this;
  }

  GivenSubject later(Duration time) {
    clock = clock.plus(time);
    return this;
  }

  SubjectState state() {
    return state;
  }

  Instant now() {
    return clock;
  }

  Then when(Order order) {
    return new Then(SubjectDecision.decide(state, order.at(clock)));
  }

  /** A command that waits for its time. */
  interface Order {
    SubjectCommand at(Instant time);
  }

  record Then(Decision<SubjectEvent> decision) {
    void then(SubjectEvent... events) {
      assertThat(decision).isEqualTo(new Decision.Accepted<>(List.of(events)));
    }

    void thenNothingBecauseOf(long position) {
      assertThat(decision).isEqualTo(new Decision.NothingToDo<>(new Position(position)));
    }

    void thenRefused(Refusal refusal) {
      assertThat(decision).isEqualTo(new Decision.Refused<>(refusal));
    }
  }
}
