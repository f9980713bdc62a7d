package dev.consentledger.consent.decision;

import static dev.consentledger.consent.decision.GivenSubject.given;
import static dev.consentledger.consent.decision.GivenSubject.givenNothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.decision.SubjectCommand.Erase;
import dev.consentledger.consent.decision.SubjectCommand.SetSignal;
import dev.consentledger.consent.decision.SubjectCommand.WithdrawAll;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErasureDecisionTest {
  private static final SubjectEvent ERASED = new SubjectErased();
  private static final GivenSubject.Order ERASE = Erase::new;

  @Test
  void a_subject_is_erased_whatever_it_permits() {
    given(Samples.registered(), Samples.granted(Samples.terms(Samples.ADS)))
        .when(ERASE)
        .then(ERASED);
  }

  @Test
  void a_subject_without_any_event_is_erased_too() {
    givenNothing().when(ERASE).then(ERASED);
  }

  @Test
  void erasing_twice_appends_nothing_and_answers_the_first_ones_position() {
    given(Samples.registered(), ERASED).when(ERASE).thenNothingBecauseOf(2);
  }

  static Stream<GivenSubject.Order> everyOtherOrder() {
    return Stream.of(
        Samples.register(),
        Samples.remove(),
        Samples.grant(Samples.terms(Samples.ADS)),
        Samples.withdraw(),
        at -> new WithdrawAll(Set.of(Purpose.LIST_MATCHING), at),
        at -> new SetSignal(Signal.GPC, true, at),
        Samples.expire(GivenSubject.FIRST_EVENT));
  }

  @ParameterizedTest
  @MethodSource("everyOtherOrder")
  void behind_an_erasure_every_other_order_is_refused(GivenSubject.Order order) {
    given(Samples.registered(), Samples.granted(Samples.terms(Samples.ADS)), ERASED)
        .when(order)
        .thenRefused(Refusal.ACCOUNT_UNKNOWN);
  }

  @Test
  void an_erased_subject_has_nothing_left() {
    SubjectState state =
        given(Samples.registered(), Samples.granted(Samples.terms(Samples.ADS)), ERASED).state();

    assertThat(state.isErased()).isTrue();
    assertThat(state.contactPoints()).isEmpty();
    assertThat(state.permittedContactPoints()).isEmpty();
  }

  @Test
  void a_history_that_goes_on_behind_an_erasure_makes_no_sense() {
    GivenSubject erased = given(Samples.registered(), ERASED);

    assertThatThrownBy(() -> erased.and(Samples.registered()).state())
        .isInstanceOf(HistoryException.class);
  }
}
