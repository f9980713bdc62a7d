package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SubjectGrantsTest {
  private static final Purpose MATCHING = Purpose.LIST_MATCHING;

  private final TestLedger ledger = new TestLedger();

  @Test
  void a_grant_counts_from_its_position_until_the_one_that_ends_it() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    long granted = ledger.grant(1, MATCHING, "toggle");
    ledger.register(2, Purpose.NOTIFICATIONS);
    long withdrawn = ledger.withdraw(1);

    SubjectGrants grants = fold();

    assertThat(permittedAt(grants, granted - 1)).isZero();
    assertThat(permittedAt(grants, granted)).isEqualTo(1);
    assertThat(permittedAt(grants, withdrawn - 1)).isEqualTo(1);
    assertThat(permittedAt(grants, withdrawn)).isZero();
    assertThat(grants.grantAt(new Position(granted)).orElseThrow().ending().orElseThrow().how())
        .isEqualTo(GrantLife.EndedBy.WITHDRAWN);
  }

  @Test
  void a_later_grant_replaces_the_one_before_it() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    long first = ledger.grant(1, MATCHING, "toggle");
    long second = ledger.grant(1, MATCHING, "button");

    SubjectGrants grants = fold();

    assertThat(grants.permittedAt(new Position(first), InvalidNotices.NONE)).hasSize(1);
    assertThat(grants.permittedAt(new Position(second), InvalidNotices.NONE))
        .singleElement()
        .extracting(GrantLife::position)
        .isEqualTo(new Position(second));
    assertThat(grants.grants().getFirst().ending().orElseThrow().how())
        .isEqualTo(GrantLife.EndedBy.REPLACED);
  }

  @Test
  void removing_a_contact_point_ends_every_grant_on_it() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    ledger.grant(1, MATCHING, "toggle");
    ledger.grant(1, Purpose.MEASUREMENT, "toggle");
    append(new ContactPointRemoved(TestLedger.POINT));
    ledger.register(1, Purpose.TWO_FACTOR);

    SubjectGrants grants = fold();

    assertThat(grants.grants())
        .allSatisfy(life ->
            assertThat(life.ending().orElseThrow().how())
                .isEqualTo(GrantLife.EndedBy.ENDED_BY_REMOVAL));
    assertThat(grants.contactPoints()).hasSize(2);
    assertThat(grants.contactPoints().getFirst().removal()).isPresent();
  }

  @Test
  void a_grant_past_its_time_counts_until_the_event_that_says_so() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    grantUntil(TestLedger.START.plusSeconds(2));
    ledger.register(2, Purpose.NOTIFICATIONS);
    long expired = append(new GrantExpired(TestLedger.POINT, MATCHING));

    SubjectGrants grants = fold();

    assertThat(permittedAt(grants, expired - 1)).isEqualTo(1);
    assertThat(permittedAt(grants, expired)).isZero();
  }

  @Test
  void no_grant_counts_while_a_signal_stands_above_it() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    long granted = ledger.grant(1, MATCHING, "toggle");
    ledger.grant(1, Purpose.MEASUREMENT, "toggle");
    long on = append(new SignalChanged(Signal.GPC, true));
    ledger.register(2, Purpose.NOTIFICATIONS);
    long off = append(new SignalChanged(Signal.GPC, false));

    SubjectGrants grants = fold();

    assertThat(permittedAt(grants, on - 1)).isEqualTo(1);
    assertThat(permittedAt(grants, on)).isZero();
    assertThat(permittedAt(grants, off - 1)).isZero();
    assertThat(permittedAt(grants, off)).isEqualTo(1);
    GrantLife measured = grants.grants().getLast();
    assertThat(grants.counted(measured, new Position(on), InvalidNotices.NONE)).isTrue();
    assertThat(grants.grantAt(new Position(granted)).orElseThrow().ending()).isEmpty();
  }

  @Test
  void a_grant_that_expires_too_early_stops_the_fold() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    grantUntil(TestLedger.START.plusSeconds(3_600));
    append(new GrantExpired(TestLedger.POINT, MATCHING));

    assertNonsense("whose time is not over");
  }

  @Test
  void a_grant_on_nothing_stops_the_fold() {
    ledger.grant(1, MATCHING, "toggle");

    assertNonsense("not registered");
  }

  @Test
  void a_second_registration_stops_the_fold() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    ledger.register(1, Purpose.NOTIFICATIONS);

    assertNonsense("registered already");
  }

  @Test
  void withdrawing_what_is_not_granted_stops_the_fold() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    ledger.withdraw(1);

    assertNonsense("not there");
  }

  @Test
  void a_missing_revision_stops_the_fold() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    ledger.appendAt(TestLedger.subject(1).stream(), new ContactPointRemoved(TestLedger.POINT), 2);

    assertNonsense("has revision 2, not 1");
  }

  @Test
  void folding_once_answers_for_every_position_as_folding_up_to_each_does() {
    long seed = 20_261_121;
    var random = new SplittableRandom(seed);
    boolean isRegistered = false;
    boolean isGranted = false;
    for (int i = 0; i < 300; i++) {
      int choice = random.nextInt(4);
      if (!isRegistered) {
        ledger.register(1, Purpose.NOTIFICATIONS);
        isRegistered = true;
      } else if (choice == 0) {
        append(new ContactPointRemoved(TestLedger.POINT));
        isRegistered = false;
        isGranted = false;
      } else if (choice == 1 && isGranted) {
        ledger.withdraw(1);
        isGranted = false;
      } else {
        ledger.grant(1, MATCHING, "method " + i);
        isGranted = true;
      }
    }
    SubjectGrants whole = fold();

    for (int end = 1; end <= ledger.entries.size(); end++) {
      Position at = ledger.positions.get(end - 1);
      SubjectGrants prefix =
          SubjectGrants.of(TestLedger.subject(1), ledger.stream(1).subList(0, end));
      var open =
          prefix.grants().stream()
              .filter(life -> life.ending().isEmpty())
              .map(GrantLife::position)
              .toList();

      assertThat(whole.permittedAt(at, InvalidNotices.NONE).stream().map(GrantLife::position))
          .as("seed %d, position %s", seed, at)
          .containsExactlyElementsOf(open);
    }
  }

  @Test
  void an_account_at_a_position_is_what_stood_there_by_then() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    ledger.grant(1, MATCHING, "toggle");
    ledger.withdraw(1);

    assertThat(stateOf("{\"position\":2}")).isEqualTo("active");
    assertThat(stateOf("{\"position\":3}")).isEqualTo("withdrawn");
    assertThat(stateOf("{\"at\":\"2026-11-21T08:00:01Z\"}")).isEqualTo("active");
    assertThat(stateOf("{}")).isEqualTo("withdrawn");
  }

  @Test
  void an_account_at_an_instant_has_no_grant_past_its_time() {
    ledger.register(1, Purpose.NOTIFICATIONS);
    grantUntil(TestLedger.START.plusSeconds(2));

    assertThat(stateOf("{\"at\":\"2026-11-21T08:00:01Z\"}")).isEqualTo("active");
    assertThat(stateOf("{\"at\":\"2026-11-21T08:00:02Z\"}")).isEqualTo("expired");
    assertThat(stateOf("{\"position\":2}")).isEqualTo("active");
  }

  private String stateOf(String when) {
    var query = JsonObject.builder().put("subject", TestLedger.subject(1).toString());
    JsonReader.object(when).fields().forEach(query::put);
    return AccountFinding.of(
            AccountQuery.fromJson(query.build()), ledger.stream(1), ledger.invalidNotices())
        .contactPoints()
        .getFirst()
        .grants()
        .getFirst()
        .state();
  }

  private long append(SubjectEvent event) {
    return ledger.append(TestLedger.subject(1).stream(), event);
  }

  private void grantUntil(Instant expiry) {
    append(
        new PurposeGranted(
            TestLedger.POINT,
            MATCHING,
            TestLedger.NOTICE,
            "settings.ads",
            "toggle",
            "consent",
            Optional.of(expiry)));
  }

  private SubjectGrants fold() {
    return SubjectGrants.of(TestLedger.subject(1), ledger.stream(1));
  }

  private static int permittedAt(SubjectGrants grants, long position) {
    return grants.permittedAt(new Position(position), InvalidNotices.NONE).size();
  }

  private void assertNonsense(String says) {
    assertThatThrownBy(this::fold).isInstanceOf(EvidenceException.class).hasMessageContaining(says);
  }
}
