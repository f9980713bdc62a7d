package dev.consentledger.consent.decision;

import static dev.consentledger.consent.decision.GivenSubject.given;
import static dev.consentledger.consent.decision.Samples.ADS;
import static dev.consentledger.consent.decision.Samples.ADS_NEWER;
import static dev.consentledger.consent.decision.Samples.FORMS;
import static dev.consentledger.consent.decision.Samples.NEXT_YEAR;
import static dev.consentledger.consent.decision.Samples.expired;
import static dev.consentledger.consent.decision.Samples.granted;
import static dev.consentledger.consent.decision.Samples.registered;
import static dev.consentledger.consent.decision.Samples.registeredButSealed;
import static dev.consentledger.consent.decision.Samples.removed;
import static dev.consentledger.consent.decision.Samples.terms;
import static dev.consentledger.consent.decision.Samples.until;
import static dev.consentledger.consent.decision.Samples.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectStateTest {
  @Test
  void nothing_is_permitted_before_the_first_event() {
    assertThat(SubjectState.EMPTY.permittedContactPoints()).isEmpty();
  }

  @Test
  void a_contact_point_collected_for_security_is_not_permitted() {
    assertThat(given(registered()).state().permittedContactPoints()).isEmpty();
  }

  @Test
  void a_grant_of_another_purpose_does_not_permit_list_matching() {
    var state =
        given(
                registered(),
                granted(Purpose.TWO_FACTOR, terms(ADS)),
                granted(Purpose.AD_PERSONALISATION, terms(ADS)))
            .state();

    assertThat(state.permittedContactPoints()).isEmpty();
  }

  @Test
  void a_permitted_contact_point_comes_with_its_grants_position_and_its_digests() {
    var permitted =
        given(registered(), granted(terms(ADS))).state().permittedContactPoints().getFirst();

    assertThat(permitted.grantedAt()).isEqualTo(new Position(2));
    assertThat(permitted.digests()).contains(FORMS);
  }

  @Test
  void digests_that_did_not_open_are_not_there() {
    var permitted =
        given(registeredButSealed(), granted(terms(ADS)))
            .state()
            .permittedContactPoints()
            .getFirst();

    assertThat(permitted.digests()).isEmpty();
  }

  @Test
  void a_grant_that_takes_anothers_place_has_its_own_position() {
    var state = given(registered(), granted(terms(ADS)), granted(terms(ADS_NEWER))).state();

    assertThat(state.permittedContactPoints())
        .singleElement()
        .extracting(SubjectState.Permitted::grantedAt)
        .isEqualTo(new Position(3));
  }

  @Test
  void a_withdrawal_ends_the_permission() {
    var state = given(registered(), granted(terms(ADS)), withdrawn()).state();

    assertThat(state.permittedContactPoints()).isEmpty();
  }

  @Test
  void a_grant_past_its_time_counts_no_more_at_an_instant_before_its_event_is_there() {
    var state = given(registered(), granted(until(NEXT_YEAR))).state();

    assertThat(state.permittedContactPoints(NEXT_YEAR.minusNanos(1))).hasSize(1);
    assertThat(state.permittedContactPoints(NEXT_YEAR)).isEmpty();
  }

  @Test
  void the_ledger_alone_says_what_is_permitted_at_a_position() {
    var given = given(registered(), granted(until(NEXT_YEAR)));
    assertThat(given.state().permittedContactPoints()).hasSize(1);

    given.later(Duration.ofDays(400)).and(expired());

    assertThat(given.state().permittedContactPoints()).isEmpty();
  }

  static Stream<List<SubjectEvent>> nonsense() {
    return Stream.of(
        List.of(granted(terms(ADS))),
        List.of(removed()),
        List.of(withdrawn()),
        List.of(expired()),
        List.of(registered(), registered()),
        List.of(registered(), withdrawn()),
        List.of(registered(), granted(terms(ADS)), withdrawn(), withdrawn()),
        List.of(registered(), granted(terms(ADS)), expired()),
        List.of(registered(), granted(until(NEXT_YEAR)), expired()),
        List.of(registered(), removed(), granted(terms(ADS))),
        List.of(registered(), granted(terms(ADS)), removed(), withdrawn()));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void a_history_that_makes_no_sense_stops_the_replay(List<SubjectEvent> events) {
    String last = events.getLast().getClass().getSimpleName();

    assertThatThrownBy(() -> given(events.toArray(SubjectEvent[]::new)))
        .isInstanceOf(HistoryException.class)
        .hasMessageStartingWith(last + " at position " + events.size());
  }

  @Test
  void a_position_that_does_not_grow_stops_the_replay() {
    var state = given(registered()).state();

    assertThatThrownBy(() ->
            SubjectDecision.evolve(
                state, granted(terms(ADS)), new Position(1), GivenSubject.FIRST_EVENT))
        .isInstanceOf(HistoryException.class);
  }
}
