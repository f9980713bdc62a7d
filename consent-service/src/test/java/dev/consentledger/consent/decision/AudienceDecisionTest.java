package dev.consentledger.consent.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.decision.AudienceCommand.CreateAudience;
import dev.consentledger.consent.decision.AudienceCommand.DeleteAudience;
import dev.consentledger.consent.decision.AudienceCommand.RecordRun;
import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent;
import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceEvent.AudienceDeleted;
import dev.consentledger.kernel.event.AudienceEvent.Counts;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudienceDecisionTest {
  private static final AdvertiserId SHOP = new AdvertiserId("shop");
  private static final AdvertiserId OTHER = new AdvertiserId("other");
  private static final RunId RUN = RunId.parse("00000000-0000-4000-8000-000000000001");

  @Test
  void an_audience_is_created() {
    assertThat(decide(new CreateAudience(SHOP))).isEqualTo(accepted(new AudienceCreated(SHOP)));
  }

  @Test
  void creating_it_again_appends_nothing() {
    assertThat(decide(new CreateAudience(SHOP), new AudienceCreated(SHOP))).isEqualTo(nothing(1));
  }

  @Test
  void an_audience_that_another_advertiser_has_is_refused() {
    assertThat(decide(new CreateAudience(OTHER), new AudienceCreated(SHOP)))
        .isEqualTo(refused(Refusal.AUDIENCE_UNKNOWN));
  }

  @Test
  void a_deleted_audience_never_comes_back() {
    assertThat(decide(new CreateAudience(SHOP), new AudienceCreated(SHOP), new AudienceDeleted()))
        .isEqualTo(refused(Refusal.AUDIENCE_UNKNOWN));
  }

  @Test
  void a_run_is_recorded() {
    assertThat(decide(new RecordRun(run(SHOP, 7)), new AudienceCreated(SHOP)))
        .isEqualTo(accepted(run(SHOP, 7)));
  }

  @Test
  void recording_the_same_result_again_appends_nothing() {
    assertThat(decide(new RecordRun(run(SHOP, 7)), new AudienceCreated(SHOP), run(SHOP, 7)))
        .isEqualTo(nothing(2));
  }

  @Test
  void another_result_for_the_same_run_is_refused() {
    assertThat(decide(new RecordRun(run(SHOP, 8)), new AudienceCreated(SHOP), run(SHOP, 7)))
        .isEqualTo(refused(Refusal.RUN_DIFFERS));
  }

  @Test
  void a_run_in_an_unknown_audience_is_refused() {
    assertThat(decide(new RecordRun(run(SHOP, 7)))).isEqualTo(refused(Refusal.AUDIENCE_UNKNOWN));
  }

  @Test
  void a_run_in_a_deleted_audience_is_refused_even_where_it_was_recorded() {
    assertThat(
            decide(
                new RecordRun(run(SHOP, 7)),
                new AudienceCreated(SHOP),
                run(SHOP, 7),
                new AudienceDeleted()))
        .isEqualTo(refused(Refusal.AUDIENCE_UNKNOWN));
  }

  @Test
  void another_advertisers_run_is_refused() {
    assertThat(decide(new RecordRun(run(OTHER, 7)), new AudienceCreated(SHOP)))
        .isEqualTo(refused(Refusal.AUDIENCE_UNKNOWN));
  }

  @Test
  void an_audience_is_deleted_once() {
    assertThat(decide(new DeleteAudience(), new AudienceCreated(SHOP)))
        .isEqualTo(accepted(new AudienceDeleted()));
    assertThat(decide(new DeleteAudience(), new AudienceCreated(SHOP), new AudienceDeleted()))
        .isEqualTo(nothing(2));
  }

  @Test
  void deleting_an_unknown_audience_is_refused() {
    assertThat(decide(new DeleteAudience())).isEqualTo(refused(Refusal.AUDIENCE_UNKNOWN));
  }

  @Test
  void a_history_that_makes_no_sense_stops_the_replay() {
    assertThatThrownBy(() -> state(new AudienceDeleted())).isInstanceOf(HistoryException.class);
    assertThatThrownBy(() -> state(run(SHOP, 7))).isInstanceOf(HistoryException.class);
    assertThatThrownBy(() -> state(new AudienceCreated(SHOP), new AudienceCreated(SHOP)))
        .isInstanceOf(HistoryException.class);
    assertThatThrownBy(() -> state(new AudienceCreated(SHOP), run(SHOP, 7), run(SHOP, 7)))
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("ListMatched at position 3");
  }

  private static ListMatched run(AdvertiserId advertiser, long pairings) {
    return new ListMatched(
        RUN,
        advertiser,
        "ab".repeat(32),
        new Position(5),
        "cd".repeat(32),
        new Counts(20, 10, pairings),
        1);
  }

  private static Decision<AudienceEvent> decide(AudienceCommand command, AudienceEvent... given) {
    return AudienceDecision.decide(state(given), command);
  }

  private static AudienceState state(AudienceEvent... given) {
    AudienceState state = new AudienceState.Unknown();
    long position = 0;
    for (AudienceEvent event : given) {
      state = AudienceDecision.evolve(state, event, new Position(++position));
    }
    return state;
  }

  private static Decision<AudienceEvent> accepted(AudienceEvent event) {
    return new Decision.Accepted<>(List.of(event));
  }

  private static Decision<AudienceEvent> nothing(long position) {
    return new Decision.NothingToDo<>(new Position(position));
  }

  private static Decision<AudienceEvent> refused(Refusal refusal) {
    return new Decision.Refused<>(refusal);
  }
}
