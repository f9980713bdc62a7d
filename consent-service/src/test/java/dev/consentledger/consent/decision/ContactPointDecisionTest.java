package dev.consentledger.consent.decision;

import static dev.consentledger.consent.decision.GivenSubject.given;
import static dev.consentledger.consent.decision.GivenSubject.givenNothing;
import static dev.consentledger.consent.decision.Samples.ADS;
import static dev.consentledger.consent.decision.Samples.FORMS;
import static dev.consentledger.consent.decision.Samples.NEXT_YEAR;
import static dev.consentledger.consent.decision.Samples.PHONE;
import static dev.consentledger.consent.decision.Samples.SIGN_UP;
import static dev.consentledger.consent.decision.Samples.expired;
import static dev.consentledger.consent.decision.Samples.grant;
import static dev.consentledger.consent.decision.Samples.granted;
import static dev.consentledger.consent.decision.Samples.register;
import static dev.consentledger.consent.decision.Samples.registered;
import static dev.consentledger.consent.decision.Samples.registeredButSealed;
import static dev.consentledger.consent.decision.Samples.remove;
import static dev.consentledger.consent.decision.Samples.removed;
import static dev.consentledger.consent.decision.Samples.terms;
import static dev.consentledger.consent.decision.Samples.until;
import static dev.consentledger.consent.decision.Samples.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContactPointDecisionTest {
  private static final Set<Purpose> TWO_FACTOR = Set.of(Purpose.TWO_FACTOR);

  @Test
  void a_new_contact_point_is_registered() {
    givenNothing().when(register()).then(registered());
  }

  @Test
  void registering_the_same_again_appends_nothing() {
    given(registered()).when(register()).thenNothingBecauseOf(1);
  }

  @Test
  void the_order_of_forms_makes_no_difference() {
    given(registered())
        .when(register(ContactPointKind.PHONE, TWO_FACTOR, SIGN_UP, FORMS.reversed()))
        .thenNothingBecauseOf(1);
  }

  @Test
  void another_value_under_the_same_id_is_refused() {
    given(registered())
        .when(
            register(
                ContactPointKind.PHONE,
                TWO_FACTOR,
                SIGN_UP,
                List.of(Digest.ofForm("+15005550002"))))
        .thenRefused(Refusal.CONTACT_POINT_DIFFERS);
  }

  @Test
  void another_kind_under_the_same_id_is_refused() {
    given(registered())
        .when(register(ContactPointKind.EMAIL, TWO_FACTOR, SIGN_UP, FORMS))
        .thenRefused(Refusal.CONTACT_POINT_DIFFERS);
  }

  @Test
  void another_context_of_collection_is_refused() {
    given(registered())
        .when(
            register(
                ContactPointKind.PHONE,
                Set.of(Purpose.TWO_FACTOR, Purpose.LIST_MATCHING),
                SIGN_UP,
                FORMS))
        .thenRefused(Refusal.CONTACT_POINT_DIFFERS);
  }

  @Test
  void another_notice_of_collection_is_refused() {
    given(registered())
        .when(register(ContactPointKind.PHONE, TWO_FACTOR, ADS, FORMS))
        .thenRefused(Refusal.CONTACT_POINT_DIFFERS);
  }

  @Test
  void a_value_that_cannot_be_opened_counts_as_another() {
    given(registeredButSealed()).when(register()).thenRefused(Refusal.CONTACT_POINT_DIFFERS);
  }

  @Test
  void removing_an_unknown_contact_point_is_refused() {
    givenNothing().when(remove()).thenRefused(Refusal.CONTACT_POINT_UNKNOWN);
  }

  @Test
  void removing_ends_every_grant() {
    var given = given(registered(), granted(terms(ADS)));

    given.when(remove()).then(removed());

    PurposeGrant grant =
        given.and(removed()).state().contactPoints().get(PHONE).grants().get(Purpose.LIST_MATCHING);
    assertThat(grant.ended().orElseThrow().cause()).isEqualTo(PurposeGrant.Cause.ENDED_BY_REMOVAL);
    assertThat(grant.ended().orElseThrow().moment().position()).isEqualTo(new Position(3));
    assertThat(given.state().permittedContactPoints()).isEmpty();
  }

  @Test
  void removing_leaves_the_end_of_a_withdrawn_grant_as_it_was() {
    var state = given(registered(), granted(terms(ADS)), withdrawn(), removed()).state();

    PurposeGrant grant = state.contactPoints().get(PHONE).grants().get(Purpose.LIST_MATCHING);

    assertThat(grant.ended().orElseThrow().cause()).isEqualTo(PurposeGrant.Cause.WITHDRAWN);
  }

  @Test
  void removing_after_a_grants_time_says_first_that_it_expired() {
    given(registered(), granted(until(NEXT_YEAR)))
        .later(Duration.ofDays(400))
        .when(remove())
        .then(expired(), removed());
  }

  @Test
  void removing_again_appends_nothing() {
    given(registered(), removed()).when(remove()).thenNothingBecauseOf(2);
  }

  @Test
  void nothing_can_be_granted_on_a_removed_contact_point() {
    given(registered(), removed())
        .when(grant(terms(ADS)))
        .thenRefused(Refusal.CONTACT_POINT_UNKNOWN);
  }

  @Test
  void an_id_registered_again_is_a_fresh_contact_point_without_grants() {
    var given = given(registered(), granted(terms(ADS)), removed());

    given.when(register()).then(registered());

    ContactPoint fresh = given.and(registered()).state().contactPoints().get(PHONE);
    assertThat(fresh.grants()).isEmpty();
    assertThat(fresh.isRemoved()).isFalse();
    assertThat(fresh.registered().position()).isEqualTo(new Position(4));
    assertThat(given.state().permittedContactPoints()).isEmpty();
  }

  @Test
  void an_id_registered_again_may_hold_another_value() {
    given(registered(), removed())
        .when(register(ContactPointKind.EMAIL, TWO_FACTOR, ADS, FORMS))
        .then(
            new ContactPointRegistered(
                PHONE, ContactPointKind.EMAIL, TWO_FACTOR, ADS, Optional.of(FORMS)));
  }
}
