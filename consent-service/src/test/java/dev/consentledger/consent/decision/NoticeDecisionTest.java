package dev.consentledger.consent.decision;

import static dev.consentledger.consent.decision.GivenSubject.given;
import static dev.consentledger.consent.decision.Samples.ADS;
import static dev.consentledger.consent.decision.Samples.ADS_NEWER;
import static dev.consentledger.consent.decision.Samples.grant;
import static dev.consentledger.consent.decision.Samples.granted;
import static dev.consentledger.consent.decision.Samples.inContext;
import static dev.consentledger.consent.decision.Samples.registered;
import static dev.consentledger.consent.decision.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.decision.NoticeCommand.InvalidateNotice;
import dev.consentledger.consent.decision.NoticeCommand.RegisterNotice;
import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeDecisionTest {
  private static final Notice GERMAN = new Notice("ads", "3", "de-DE", "cd".repeat(32));
  private static final Notice OTHER_TEXT = new Notice("ads", "3", "en-GB", "ef".repeat(32));

  @Test
  void a_text_is_registered() {
    assertThat(decide(state(), new RegisterNotice(ADS))).isEqualTo(accepted(text(ADS)));
  }

  @Test
  void registering_the_same_text_again_appends_nothing() {
    assertThat(decide(state(text(ADS), text(GERMAN)), new RegisterNotice(ADS)))
        .isEqualTo(new Decision.NothingToDo<>(new Position(1)));
  }

  @Test
  void another_text_of_the_same_version_and_locale_is_refused() {
    assertThat(decide(state(text(ADS)), new RegisterNotice(OTHER_TEXT)))
        .isEqualTo(new Decision.Refused<>(Refusal.NOTICE_TAKEN));
  }

  @Test
  void a_version_may_have_several_locales_and_a_notice_several_versions() {
    assertThat(decide(state(text(ADS)), new RegisterNotice(GERMAN)))
        .isEqualTo(accepted(text(GERMAN)));
    assertThat(decide(state(text(ADS)), new RegisterNotice(ADS_NEWER)))
        .isEqualTo(accepted(text(ADS_NEWER)));
  }

  @Test
  void a_version_is_invalidated_in_every_locale() {
    NoticeState before = state(text(ADS), text(GERMAN), text(ADS_NEWER));

    assertThat(decide(before, new InvalidateNotice(order("3")))).isEqualTo(accepted(order("3")));

    NoticeState after = state(text(ADS), text(GERMAN), text(ADS_NEWER), order("3"));
    assertThat(after.standingOf(ADS)).isEqualTo(NoticeStanding.INVALID);
    assertThat(after.standingOf(GERMAN)).isEqualTo(NoticeStanding.INVALID);
    assertThat(after.standingOf(ADS_NEWER)).isEqualTo(NoticeStanding.STANDS);
  }

  @Test
  void invalidating_again_answers_the_first_position_whoever_asks() {
    var second = new NoticeInvalidated("ads", "3", new AuditorId("regulator-2"), "another reason");

    assertThat(decide(state(text(ADS), order("3")), new InvalidateNotice(second)))
        .isEqualTo(new Decision.NothingToDo<>(new Position(2)));
  }

  @Test
  void an_unknown_version_is_not_invalidated() {
    assertThat(decide(state(text(ADS)), new InvalidateNotice(order("4"))))
        .isEqualTo(new Decision.Refused<>(Refusal.NOTICE_NOT_REGISTERED));
  }

  @Test
  void an_invalidated_version_takes_no_new_locale_and_still_answers_for_its_old_ones() {
    NoticeState invalidated = state(text(ADS), order("3"));

    assertThat(decide(invalidated, new RegisterNotice(GERMAN)))
        .isEqualTo(new Decision.Refused<>(Refusal.NOTICE_INVALID));
    assertThat(decide(invalidated, new RegisterNotice(ADS)))
        .isEqualTo(new Decision.NothingToDo<>(new Position(1)));
    assertThat(decide(invalidated, new RegisterNotice(OTHER_TEXT)))
        .isEqualTo(new Decision.Refused<>(Refusal.NOTICE_TAKEN));
  }

  @Test
  void a_grants_notice_stands_only_in_the_very_text_that_is_registered() {
    NoticeState known = state(text(ADS));

    assertThat(known.standingOf(ADS)).isEqualTo(NoticeStanding.STANDS);
    assertThat(known.standingOf(OTHER_TEXT)).isEqualTo(NoticeStanding.DIFFERS);
    assertThat(known.standingOf(GERMAN)).isEqualTo(NoticeStanding.UNKNOWN);
    assertThat(known.standingOf(ADS_NEWER)).isEqualTo(NoticeStanding.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, NOTICE_UNKNOWN",
    "DIFFERS, NOTICE_DIFFERS",
    "INVALID, NOTICE_INVALID",
  })
  void a_grant_under_a_notice_that_does_not_stand_is_refused(
      NoticeStanding standing, Refusal refusal) {
    given(registered())
        .when(grant(Purpose.LIST_MATCHING, terms(ADS), standing))
        .thenRefused(refusal);
  }

  @Test
  void repeating_a_grant_whose_notice_was_invalidated_since_is_refused() {
    given(registered(), granted(terms(ADS)))
        .when(grant(Purpose.LIST_MATCHING, terms(ADS), NoticeStanding.INVALID))
        .thenRefused(Refusal.NOTICE_INVALID);
  }

  @Test
  void bundled_consent_is_refused_as_that_whatever_its_notice() {
    given(registered())
        .when(grant(Purpose.LIST_MATCHING, inContext("security.login"), NoticeStanding.INVALID))
        .thenRefused(Refusal.BUNDLED_CONSENT);
  }

  @Test
  void a_history_that_makes_no_sense_stops() {
    assertThatThrownBy(() -> state(text(ADS), text(OTHER_TEXT)))
        .isInstanceOf(HistoryException.class);
    assertThatThrownBy(() -> state(order("3"))).isInstanceOf(HistoryException.class);
    assertThatThrownBy(() -> state(text(ADS), order("3"), order("3")))
        .isInstanceOf(HistoryException.class);
    assertThatThrownBy(() -> state(text(ADS), order("3"), text(GERMAN)))
        .isInstanceOf(HistoryException.class);
  }

  private static NoticeRegistered text(Notice notice) {
    return new NoticeRegistered(notice);
  }

  private static NoticeInvalidated order(String version) {
    return new NoticeInvalidated(
        "ads", version, new AuditorId("regulator-1"), "order of 2022-05-25");
  }

  /** The events stand at positions 1, 2, 3 … */
  private static NoticeState state(NoticeEvent... events) {
    NoticeState state = NoticeState.EMPTY;
    long position = 0;
    for (NoticeEvent event : events) {
      state =
          NoticeDecision.evolve(state, event, new Position(++position), GivenSubject.FIRST_EVENT);
    }
    return state;
  }

  private static Decision<NoticeEvent> decide(NoticeState state, NoticeCommand command) {
    return NoticeDecision.decide(state, command);
  }

  private static Decision<NoticeEvent> accepted(NoticeEvent event) {
    return new Decision.Accepted<>(List.of(event));
  }
}
