package dev.consentledger.consent.decision;

import static dev.consentledger.consent.decision.GivenSubject.given;
import static dev.consentledger.consent.decision.GivenSubject.givenNothing;
import static dev.consentledger.consent.decision.Samples.ADS;
import static dev.consentledger.consent.decision.Samples.ADS_NEWER;
import static dev.consentledger.consent.decision.Samples.NEXT_YEAR;
import static dev.consentledger.consent.decision.Samples.expire;
import static dev.consentledger.consent.decision.Samples.expired;
import static dev.consentledger.consent.decision.Samples.grant;
import static dev.consentledger.consent.decision.Samples.granted;
import static dev.consentledger.consent.decision.Samples.inContext;
import static dev.consentledger.consent.decision.Samples.registered;
import static dev.consentledger.consent.decision.Samples.removed;
import static dev.consentledger.consent.decision.Samples.terms;
import static dev.consentledger.consent.decision.Samples.until;
import static dev.consentledger.consent.decision.Samples.withdraw;
import static dev.consentledger.consent.decision.Samples.withdrawn;

import dev.consentledger.kernel.purpose.Purpose;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantDecisionTest {
  private static final Duration PAST_NEXT_YEAR = Duration.ofDays(400);

  @Test
  void a_purpose_is_granted() {
    given(registered()).when(grant(terms(ADS))).then(granted(terms(ADS)));
  }

  @Test
  void nothing_can_be_granted_on_an_unknown_contact_point() {
    givenNothing().when(grant(terms(ADS))).thenRefused(Refusal.CONTACT_POINT_UNKNOWN);
  }

  @Test
  void granting_the_same_again_appends_nothing() {
    given(registered(), granted(terms(ADS))).when(grant(terms(ADS))).thenNothingBecauseOf(2);
  }

  @Test
  void a_grant_under_a_newer_notice_takes_the_place_of_the_active_one() {
    given(registered(), granted(terms(ADS)))
        .when(grant(terms(ADS_NEWER)))
        .then(granted(terms(ADS_NEWER)));
  }

  @Test
  void a_grant_with_an_expiry_takes_the_place_of_one_without() {
    given(registered(), granted(terms(ADS)))
        .when(grant(until(NEXT_YEAR)))
        .then(granted(until(NEXT_YEAR)));
  }

  @Test
  void a_withdrawn_purpose_can_be_granted_again() {
    given(registered(), granted(terms(ADS)), withdrawn())
        .when(grant(terms(ADS)))
        .then(granted(terms(ADS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "security.two_factor",
        "security.",
        "security",
        "Security.Login",
        "security/login",
        "security-check-up"
      })
  void an_advertising_grant_inside_a_security_flow_is_refused(String context) {
    given(registered()).when(grant(inContext(context))).thenRefused(Refusal.BUNDLED_CONSENT);
  }

  @Test
  void every_advertising_purpose_is_refused_inside_a_security_flow() {
    given(registered())
        .when(grant(Purpose.AD_PERSONALISATION, inContext("security.login")))
        .thenRefused(Refusal.BUNDLED_CONSENT);
  }

  @Test
  void a_word_that_only_begins_like_security_is_no_security_flow() {
    given(registered())
        .when(grant(inContext("securities.trading")))
        .then(granted(inContext("securities.trading")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Purpose.class,
      names = {"LIST_MATCHING", "AD_PERSONALISATION"},
      mode = EnumSource.Mode.EXCLUDE)
  void other_purposes_can_be_granted_inside_a_security_flow(Purpose purpose) {
    given(registered())
        .when(grant(purpose, inContext("security.login")))
        .then(granted(purpose, inContext("security.login")));
  }

  @Test
  void a_grant_that_is_over_at_its_own_time_is_refused() {
    var given = given(registered());

    given.when(grant(until(given.now()))).thenRefused(Refusal.ALREADY_EXPIRED);
  }

  @Test
  void a_grant_that_lasts_a_nanosecond_is_accepted() {
    var given = given(registered());
    Instant next = given.now().plusNanos(1);

    given.when(grant(until(next))).then(granted(until(next)));
  }

  @Test
  void an_active_grant_is_withdrawn() {
    given(registered(), granted(terms(ADS))).when(withdraw()).then(withdrawn());
  }

  @Test
  void withdrawing_again_appends_nothing() {
    given(registered(), granted(terms(ADS)), withdrawn()).when(withdraw()).thenNothingBecauseOf(3);
  }

  @Test
  void withdrawing_an_expired_grant_appends_nothing() {
    given(registered(), granted(until(NEXT_YEAR)))
        .later(PAST_NEXT_YEAR)
        .and(expired())
        .when(withdraw())
        .thenNothingBecauseOf(3);
  }

  @Test
  void withdrawing_past_a_grants_time_says_that_it_expired() {
    given(registered(), granted(until(NEXT_YEAR)))
        .later(PAST_NEXT_YEAR)
        .when(withdraw())
        .then(expired());
  }

  @Test
  void withdrawing_what_the_removal_ended_appends_nothing() {
    given(registered(), granted(terms(ADS)), removed()).when(withdraw()).thenNothingBecauseOf(3);
  }

  @Test
  void withdrawing_what_was_never_granted_is_refused() {
    given(registered()).when(withdraw()).thenRefused(Refusal.GRANT_UNKNOWN);
  }

  @Test
  void withdrawing_on_an_unknown_contact_point_is_refused() {
    givenNothing().when(withdraw()).thenRefused(Refusal.CONTACT_POINT_UNKNOWN);
  }

  @Test
  void withdrawing_what_was_never_granted_on_a_removed_contact_point_is_refused() {
    given(registered(), removed()).when(withdraw()).thenRefused(Refusal.CONTACT_POINT_UNKNOWN);
  }

  @Test
  void granting_past_the_old_grants_time_says_first_that_it_expired() {
    given(registered(), granted(until(NEXT_YEAR)))
        .later(PAST_NEXT_YEAR)
        .when(grant(terms(ADS)))
        .then(expired(), granted(terms(ADS)));
  }

  @Test
  void repeating_a_grant_past_its_own_time_is_refused() {
    given(registered(), granted(until(NEXT_YEAR)))
        .later(PAST_NEXT_YEAR)
        .when(grant(until(NEXT_YEAR)))
        .thenRefused(Refusal.ALREADY_EXPIRED);
  }

  @Test
  void a_grant_expires_when_its_time_has_come() {
    given(registered(), granted(until(NEXT_YEAR)))
        .later(PAST_NEXT_YEAR)
        .when(expire(NEXT_YEAR))
        .then(expired());
  }

  @Test
  void a_grant_does_not_expire_early() {
    given(registered(), granted(until(NEXT_YEAR))).when(expire(NEXT_YEAR)).thenNothingBecauseOf(2);
  }

  @Test
  void a_grant_with_a_later_expiry_does_not_expire_with_the_one_before() {
    var later = NEXT_YEAR.plus(Duration.ofDays(900));
    given(registered(), granted(until(NEXT_YEAR)), granted(until(later)))
        .later(PAST_NEXT_YEAR)
        .when(expire(NEXT_YEAR))
        .thenNothingBecauseOf(3);
  }

  @Test
  void a_withdrawn_grant_does_not_expire() {
    given(registered(), granted(until(NEXT_YEAR)), withdrawn())
        .later(PAST_NEXT_YEAR)
        .when(expire(NEXT_YEAR))
        .thenNothingBecauseOf(3);
  }

  @Test
  void expiring_what_was_never_granted_is_refused() {
    given(registered()).when(expire(NEXT_YEAR)).thenRefused(Refusal.GRANT_UNKNOWN);
    givenNothing().when(expire(NEXT_YEAR)).thenRefused(Refusal.CONTACT_POINT_UNKNOWN);
  }
}
