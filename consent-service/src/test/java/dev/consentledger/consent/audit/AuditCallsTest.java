package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.REASON;
import static dev.consentledger.consent.audit.AuditWorld.as;
import static dev.consentledger.consent.audit.AuditWorld.auditor;
import static dev.consentledger.consent.audit.AuditWorld.ended;
import static dev.consentledger.consent.audit.AuditWorld.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.kernel.event.AuditEvent.AuditCallRecorded;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AuditedService.class)
class AuditCallsTest {
  private static final String REPLAYS = "/v1/audit/replays";
  private static final String PROBLEMS = "https://consentledger.dev/problems/";

  ConsentDatabase database;

  @Inject AuditWorld world;
  @Inject EventLedger ledger;

  @Test
  void every_look_is_recorded_before_it_is_answered_and_names_no_account() {
    Person ada = world.person("looked-at", "service.notifications");
    Position before = world.head();

    Response replay = replayed("{\"kind\":\"account\",\"account\":\"" + ada.account() + "\"}");
    String path = REPLAYS + "/" + replay.path("replay");
    auditor().get(path + "/bundle").then().statusCode(200);
    auditor().header(Caller.REASON, REASON).get(path + "/accounts").then().statusCode(200);
    auditor().get(REPLAYS).then().statusCode(200);
    auditor().get("/v1/audit/proofs?position=" + before).then().statusCode(200);

    List<AuditCallRecorded> calls = recordedAfter(before);
    assertThat(calls)
        .extracting(AuditCallRecorded::kind)
        .containsExactly("replay.account", "finding", "bundle", "accounts", "list", "proof");
    assertThat(calls).allSatisfy(call -> assertThat(call.auditor().value()).isEqualTo("tester"));
    assertThat(calls.getFirst().reason()).contains(REASON);
    assertThat(calls.getFirst().query().object("question").string("subject"))
        .isEqualTo(ada.subject().toString());
    assertThat(calls.getLast().query().number("position")).isEqualTo(before.value());
    assertThat(calls.toString()).doesNotContain(ada.account());
    assertThat(replay.<Integer>path("position")).isEqualTo((int) before.value() + 1);
  }

  @Test
  void a_replay_and_account_data_need_a_reason() {
    Position before = world.head();
    ask("{\"kind\":\"ledger\"}", 400).body("type", equalTo(PROBLEMS + "reason-required"));
    ask("{\"kind\":\"ledger\",\"reason\":\"  \"}", 400)
        .body("type", equalTo(PROBLEMS + "reason-required"));
    auditor()
        .get(REPLAYS + "/" + UUID.randomUUID() + "/accounts")
        .then()
        .statusCode(400)
        .body("type", equalTo(PROBLEMS + "reason-required"));
    assertThat(world.head()).isEqualTo(before);
  }

  @Test
  void a_reason_or_question_with_an_address_or_a_number_is_refused_and_stored_nowhere() {
    Position before = world.head();
    for (String reason : List.of("ada@example.com asked", "call +44 20 7946 0018")) {
      ask("{\"kind\":\"ledger\",\"reason\":\"" + reason + "\"}", 400)
          .body("violations[0].field", equalTo("reason"));
    }
    ask("{\"kind\":\"impact\",\"reason\":\"x\",\"advertiser\":\"ada@example.com\"}", 400);
    assertThat(world.head()).isEqualTo(before);
  }

  @Test
  void a_field_of_another_kind_is_refused_and_not_ignored() {
    ask("{\"kind\":\"ledger\",\"reason\":\"x\",\"account\":\"acc-1\"}", 400)
        .body("violations[0].field", equalTo("account"));
    ask("{\"kind\":\"impact\",\"reason\":\"x\",\"collectedFor\":[\"security.nothing\"]}", 400);
    ask("{\"kind\":\"everything\",\"reason\":\"x\"}", 400)
        .body("violations[0].field", equalTo("kind"));
    ask("{\"kind\":\"account\",\"reason\":\"x\",\"account\":\"acc-nobody\"}", 404)
        .body("type", equalTo(PROBLEMS + "account-unknown"));
  }

  @Test
  void the_same_key_gives_the_same_replay_and_another_question_is_refused() {
    String question = "{\"kind\":\"ledger\",\"reason\":\"Yearly audit\"}";
    String key = "key-1";
    String first = keyed(key, question).statusCode(202).extract().path("replay");
    Position after = world.head();

    String second = keyed(key, question).statusCode(202).extract().path("replay");

    assertThat(second).isEqualTo(first);
    assertThat(world.head()).isEqualTo(after);
    keyed(key, "{\"kind\":\"impact\",\"reason\":\"x\"}")
        .statusCode(409)
        .body("type", equalTo(PROBLEMS + "replay-differs"));
    ended(first).then().body("state", equalTo("done"));
  }

  @Test
  void replays_are_listed_newest_first_and_page_by_page() {
    String older = replayed("{\"kind\":\"ledger\"}").path("replay");
    String newer = replayed("{\"kind\":\"ledger\"}").path("replay");

    Response first = auditor().get(REPLAYS + "?limit=1");
    Response second = auditor().get(REPLAYS + "?limit=1&before=" + first.path("next"));

    assertThat(first.<List<String>>path("replays.replay")).containsExactly(newer);
    assertThat(second.<List<String>>path("replays.replay")).containsExactly(older);
    assertThat(first.asString()).doesNotContain("\"result\"");
  }

  @Test
  void progress_is_told_until_the_replay_is_over() {
    String replay = replayed("{\"kind\":\"ledger\"}").path("replay");

    String events = auditor().get(REPLAYS + "/" + replay + "/progress").asString();

    assertThat(events).contains("\"state\":\"done\"").contains("\"progress\":1.0");
  }

  @Test
  void a_finished_replay_stays_when_it_is_cancelled_and_an_unknown_one_is_404() {
    String replay = replayed("{\"kind\":\"ledger\"}").path("replay");

    auditor().delete(REPLAYS + "/" + replay).then().statusCode(200).body("state", equalTo("done"));

    auditor().get(REPLAYS + "/" + replay).then().body("result", notNullValue());
    for (String unknown : List.of(UUID.randomUUID().toString(), "no-id")) {
      auditor()
          .get(REPLAYS + "/" + unknown)
          .then()
          .statusCode(404)
          .body("type", equalTo(PROBLEMS + "replay-unknown"));
    }
  }

  @Test
  void a_replay_that_a_killed_instance_left_begins_again_and_a_cancelled_one_does_not()
      throws Exception {
    String replay = replayed("{\"kind\":\"ledger\"}").path("replay");
    String cancelled = replayed("{\"kind\":\"ledger\"}").path("replay");
    left(replay, "running");
    left(cancelled, "cancelled");

    Response again = ended(replay);

    again.then().body("state", equalTo("done"));
    auditor().get(REPLAYS + "/" + cancelled).then().body("state", equalTo("cancelled"));
  }

  /** As a kill in the middle leaves it, its claim over. */
  private void left(String replay, String state) throws Exception {
    try (var connection = database.connectAsSuperuser();
        var update =
            connection.prepareStatement(
                """
                UPDATE replay SET state = ?, finding = NULL, claim = gen_random_uuid(),
                  claimed_until = clock_timestamp() - interval '1 minute',
                  finished_at = CASE WHEN ? = 'cancelled' THEN clock_timestamp() END
                WHERE replay = ?::uuid
                """)) {
      update.setString(1, state);
      update.setString(2, state);
      update.setString(3, replay);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void only_auditors_ask() {
    for (String group : List.of("consent-reader", "consent-writer", "advertiser", "matching")) {
      as(group).get(REPLAYS).then().statusCode(403);
      as(group)
          .contentType(ContentType.JSON)
          .body("{\"kind\":\"ledger\",\"reason\":\"x\"}")
          .post(REPLAYS)
          .then()
          .statusCode(403);
      as(group).get("/v1/audit/proofs?position=1").then().statusCode(403);
    }
  }

  private List<AuditCallRecorded> recordedAfter(Position position) {
    return TestEntries.await(ledger.readAll(position)).stream()
        .map(StoredEntry::bytes)
        .map(bytes -> EntryCodec.decode(bytes.array(), Seal.CLOSED).event())
        .filter(AuditCallRecorded.class::isInstance)
        .map(AuditCallRecorded.class::cast)
        .toList();
  }

  private static ValidatableResponse ask(String body, int status) {
    return auditor()
        .contentType(ContentType.JSON)
        .body(body)
        .post(REPLAYS)
        .then()
        .statusCode(status);
  }

  private static ValidatableResponse keyed(String key, String body) {
    return auditor()
        .header(Caller.IDEMPOTENCY_KEY, key)
        .contentType(ContentType.JSON)
        .body(body)
        .post(REPLAYS)
        .then();
  }
}
