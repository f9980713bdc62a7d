package dev.consentledger.consent.decision;

import static dev.consentledger.consent.decision.GivenSubject.given;
import static dev.consentledger.consent.decision.GivenSubject.givenNothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.decision.SubjectCommand.SetSignal;
import dev.consentledger.consent.decision.SubjectCommand.WithdrawAll;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalDecisionTest {
  private static final SignalChanged ON = new SignalChanged(Signal.GPC, true);
  private static final SignalChanged OFF = new SignalChanged(Signal.GPC, false);
  private static final Set<Purpose> ADVERTISING =
      Set.of(Purpose.LIST_MATCHING, Purpose.AD_PERSONALISATION);

  @Test
  void a_signal_is_recorded_for_an_account_that_nothing_is_known_of() {
    givenNothing().when(turn(true)).then(ON);
  }

  @Test
  void turning_it_on_twice_appends_nothing() {
    given(ON).when(turn(true)).thenNothingBecauseOf(1);
    given(Samples.registered(), ON, OFF).when(turn(false)).thenNothingBecauseOf(3);
  }

  @Test
  void turning_off_what_was_never_on_appends_nothing() {
    given(Samples.registered()).when(turn(false)).thenNothingBecauseOf(1);
  }

  @Test
  void while_it_is_on_nothing_is_permitted_and_the_grant_stays() {
    GivenSubject subject =
        given(Samples.registered(), Samples.granted(Samples.terms(Samples.ADS)), ON);

    assertThat(subject.state().permittedContactPoints()).isEmpty();
    assertThat(subject.state().permittedContactPoints(subject.now())).isEmpty();
    assertThat(subject.and(OFF).state().permittedContactPoints()).hasSize(1);
  }

  @Test
  void while_it_is_on_no_advertising_purpose_is_granted() {
    given(Samples.registered(), ON)
        .when(Samples.grant(Samples.terms(Samples.ADS)))
        .thenRefused(Refusal.SIGNAL_ON);
    given(Samples.registered(), ON)
        .when(Samples.grant(Purpose.AD_PERSONALISATION, Samples.terms(Samples.ADS)))
        .thenRefused(Refusal.SIGNAL_ON);
  }

  @Test
  void while_it_is_on_a_security_purpose_is_granted_as_ever() {
    given(Samples.registered(), ON)
        .when(Samples.grant(Purpose.TWO_FACTOR, Samples.terms(Samples.SIGN_UP)))
        .then(Samples.granted(Purpose.TWO_FACTOR, Samples.terms(Samples.SIGN_UP)));
  }

  @Test
  void a_withdrawal_is_taken_while_it_is_on() {
    given(Samples.registered(), Samples.granted(Samples.terms(Samples.ADS)), ON)
        .when(Samples.withdraw())
        .then(Samples.withdrawn());
  }

  @Test
  void withdrawing_all_ends_every_advertising_grant_and_no_other() {
    given(
            Samples.registered(),
            Samples.granted(Samples.terms(Samples.ADS)),
            Samples.granted(Purpose.AD_PERSONALISATION, Samples.terms(Samples.ADS)),
            Samples.granted(Purpose.TWO_FACTOR, Samples.terms(Samples.SIGN_UP)))
        .when(withdrawAll())
        .then(Samples.withdrawn(), new PurposeWithdrawn(Samples.PHONE, Purpose.AD_PERSONALISATION));
  }

  @Test
  void withdrawing_all_says_of_a_grant_past_its_time_that_it_expired() {
    given(Samples.registered(), Samples.granted(Samples.until(GivenSubject.FIRST_EVENT)))
        .when(withdrawAll())
        .then(Samples.expired());
  }

  @Test
  void withdrawing_all_with_nothing_to_withdraw_appends_nothing() {
    given(Samples.registered(), Samples.granted(Samples.terms(Samples.ADS)), Samples.withdrawn())
        .when(withdrawAll())
        .thenNothingBecauseOf(3);
  }

  private static GivenSubject.Order turn(boolean on) {
    return at -> new SetSignal(Signal.GPC, on, at);
  }

  private static GivenSubject.Order withdrawAll() {
    return at -> new WithdrawAll(ADVERTISING, at);
  }
}
