package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.REASON;
import static dev.consentledger.consent.audit.AuditWorld.auditor;
import static dev.consentledger.consent.audit.AuditWorld.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AuditedService.class)
class RetentionTest {
  private static final String REPLAYS = "/v1/audit/replays/";

  /** After every replay of this test, and before the service's own times for any. */
  private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

  @Inject AuditWorld world;
  @Inject ReplayRetention retention;
  @Inject EventLedger ledger;

  @Test
  void when_its_time_is_over_a_finding_names_nobody_and_still_counts() {
    Person ada = world.person("kept-for-a-time", "service.notifications");
    String account = replayedOf("{\"kind\":\"account\",\"account\":\"" + ada.account() + "\"}");
    String whole = replayedOf("{\"kind\":\"ledger\"}");
    auditor()
        .get(REPLAYS + account)
        .then()
        .body("result.contactPoints[0].contactPoint", notNullValue());

    retention.endEvidence(LATER).await().indefinitely();

    auditor()
        .get(REPLAYS + account)
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("evidenceGoneAt", notNullValue())
        .body("result.contactPoints", nullValue())
        .body("proofs", nullValue());
    auditor()
        .get(REPLAYS + whole)
        .then()
        .body("result.size", notNullValue())
        .body("evidenceGoneAt", notNullValue());
    for (String path : List.of(account + "/bundle", account + "/accounts")) {
      auditor()
          .header(Caller.REASON, REASON)
          .get(REPLAYS + path)
          .then()
          .statusCode(410)
          .body("type", endsWith("/evidence-gone"));
    }
  }

  @Test
  void a_replay_is_forgotten_and_that_it_was_asked_is_not() {
    Position before = world.head();
    String replay = replayedOf("{\"kind\":\"ledger\"}");

    retention.forget(LATER).await().indefinitely();

    auditor().get(REPLAYS + replay).then().statusCode(404);
    List<StoredEntry> asked =
        ledger
            .readAll(before)
            .filter(entry -> entry.type().contains("AuditCallRecorded"))
            .collect()
            .asList()
            .await()
            .indefinitely();
    assertThat(asked)
        .extracting(entry -> JsonReader.object(entry.bytes().array()).object("data").string("kind"))
        .contains("replay.ledger");
  }

  @Test
  void before_its_time_nothing_goes() {
    String replay = replayedOf("{\"kind\":\"ledger\"}");

    assertThat(retention.endEvidence(Instant.EPOCH).await().indefinitely()).isZero();
    assertThat(retention.forget(Instant.EPOCH).await().indefinitely()).isZero();

    auditor().get(REPLAYS + replay).then().body("evidenceGoneAt", nullValue());
    UUID.fromString(replay);
  }

  @Test
  void of_a_run_s_differences_their_number_is_left() {
    JsonObject run =
        JsonReader.object(
            """
            {"kind":"run","query":{"run":"r"},"result":{"pairings":3,"resultRoot":"ab",
             "differences":["row 1: subject s","row 2: subject t"]}}
            """);

    JsonObject left = EndedEvidence.of(run);

    assertThat(left.object("result").number("differencesFound")).isEqualTo(2);
    assertThat(left.object("result").string("resultRoot")).isEqualTo("ab");
    assertThat(left.object("result").has("differences")).isFalse();
  }

  private static String replayedOf(String question) {
    return replayed(question).path("replay");
  }
}
