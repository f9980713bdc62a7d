package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.as;
import static dev.consentledger.consent.audit.AuditWorld.auditor;
import static dev.consentledger.consent.audit.AuditWorld.ended;
import static dev.consentledger.consent.audit.AuditWorld.leaf;
import static dev.consentledger.consent.audit.AuditWorld.lines;
import static dev.consentledger.consent.audit.AuditWorld.proved;
import static dev.consentledger.consent.audit.AuditWorld.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.kernel.event.Position;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Publication and the matching-service are not here: what they would say is put in their place. */
@QuarkusTest
@TestProfile(AuditedService.OfItsOwnLedger.class)
class NoticeInvalidationTest {
  @Inject AuditWorld world;

  @Test
  void one_call_ends_every_grant_under_the_notice_and_finds_who_was_paired_under_it()
      throws IOException {
    register("inv-1");
    Person ada = world.person("inv-ada", "service.notifications");
    Person bob = world.person("inv-bob", "service.notifications");
    Person cleo = world.person("inv-cleo", "service.notifications");
    Position adas = world.permit(ada, "inv-1");
    Position bobs = world.permit(bob, "inv-1");
    Position cleos = world.permit(cleo, "inv-2");
    List<String> all = List.of(ada.address(), bob.address(), cleo.address());
    UUID run = world.run("shop", all, leaf(1, ada, adas), leaf(2, bob, bobs), leaf(3, cleo, cleos));

    Response accepted = invalidate("inv-1", AuditWorld.REASON);

    accepted.then().statusCode(202).body("state", equalTo("waiting"));
    Position gone = position(accepted);
    assertThat(accepted.header("Ledger-Position")).isEqualTo(gone.toString());
    assertThat(accepted.header("Location"))
        .isEqualTo("/v1/audit/replays/" + accepted.<String>path("replay"));
    Response impact = ended(accepted.path("replay"));
    impact
        .then()
        .body("state", equalTo("done"))
        .body("reason", equalTo(AuditWorld.REASON))
        .body("result.subjects", equalTo(2))
        .body("result.pairings", equalTo(2))
        .body("result.runs.run", equalTo(List.of(run.toString())));
    assertThat(proved(impact).isVerified()).isTrue();
    Response accounts =
        auditor()
            .header(Caller.REASON, AuditWorld.REASON)
            .get("/v1/audit/replays/" + impact.path("replay") + "/accounts");
    assertThat(lines(accounts))
        .hasSize(2)
        .noneSatisfy(line -> assertThat(line).contains("acc-inv-cleo"));
  }

  @Test
  void consents_say_invalidated_from_that_position_on_and_active_before() {
    register("inv-consents");
    Person ada = world.person("inv-consents-ada", "service.notifications");
    world.permit(ada, "inv-consents");

    Position gone = position(invalidate("inv-consents", AuditWorld.REASON));

    consents(ada, "")
        .then()
        .body("contactPoints[0].state", equalTo("registered"))
        .body("contactPoints[0].grants[0].state", equalTo("invalidated"))
        .body("contactPoints[0].grants[0].invalidatedAt", equalTo((int) gone.value()))
        .body("contactPoints[0].grants[0].endedAt", nullValue());
    consents(ada, "?at=" + gone)
        .then()
        .body("contactPoints[0].grants[0].state", equalTo("invalidated"));
    consents(ada, "?at=" + (gone.value() - 1))
        .then()
        .body("contactPoints[0].grants[0].state", equalTo("active"))
        .body("contactPoints[0].grants[0].invalidatedAt", nullValue());
  }

  @Test
  void no_grant_is_taken_under_it_any_more_though_unregistered_ones_are() {
    register("inv-refused");
    Person ada = world.person("inv-refused-ada", "service.notifications");
    world.permit(ada, "inv-refused");
    invalidate("inv-refused", AuditWorld.REASON).then().statusCode(202);

    world
        .permitting(ada, "inv-refused")
        .then()
        .statusCode(422)
        .body("type", equalTo("https://consentledger.dev/problems/notice-invalid"));
    world.permit(ada, "inv-never-registered");
    put("inv-refused", "de-DE", "Ein neuer Text.")
        .then()
        .statusCode(422)
        .body("type", equalTo("https://consentledger.dev/problems/notice-invalid"));
  }

  @Test
  void repeating_the_call_appends_nothing_and_answers_the_same_whatever_its_reason() {
    register("inv-again");
    Response first = invalidate("inv-again", AuditWorld.REASON);
    ended(first.path("replay"));
    Position head = world.head();

    Response again = invalidate("inv-again", "Another reason");

    assertThat(position(again)).isEqualTo(position(first));
    assertThat(again.<String>path("replay")).isEqualTo(first.path("replay"));
    assertThat(again.<String>path("state")).isEqualTo("done");
    read("inv-again").then().body("invalidated.reason", equalTo(AuditWorld.REASON));
    // The look at the finding that ended() took is recorded; nothing else is.
    assertThat(world.head()).isEqualTo(head);
  }

  @Test
  void its_progress_says_what_was_published_what_matching_has_and_how_far_the_replay_is() {
    register("inv-progress");
    read("inv-progress").then().body("invalidated", nullValue());
    Response accepted = invalidate("inv-progress", AuditWorld.REASON);
    ended(accepted.path("replay"));

    read("inv-progress")
        .then()
        .body("invalidated.position", equalTo((int) position(accepted).value()))
        .body("invalidated.published", equalTo(false))
        .body("invalidated.matching", nullValue())
        .body("invalidated.replay", equalTo(accepted.path("replay")))
        .body("invalidated.replayState", equalTo("done"))
        .body("invalidated.replayProgress", equalTo(1.0f));
    AuditWorld.matching()
        .body(
            "{\"position\":9999,\"applied\":true,\"rowsLeft\":17}".getBytes(StandardCharsets.UTF_8))
        .put("/internal/v1/notices/ads/versions/inv-progress")
        .then()
        .statusCode(204);
    read("inv-progress")
        .then()
        .body("invalidated.matching.applied", equalTo(true))
        .body("invalidated.matching.rowsLeft", equalTo(17));
  }

  @Test
  void a_run_that_was_paired_before_is_reached_again_and_one_after_it_is_not() throws IOException {
    register("inv-runs");
    Person ada = world.person("inv-runs-ada", "service.notifications");
    Position adas = world.permit(ada, "inv-runs");
    UUID before = world.run("shop", List.of(ada.address()), leaf(1, ada, adas));
    invalidate("inv-runs", AuditWorld.REASON).then().statusCode(202);
    UUID empty = world.run("shop", List.of(ada.address()));
    UUID wrong = world.run("shop", List.of(ada.address()), leaf(1, ada, adas));

    Response right = replayed("{\"kind\":\"run\",\"run\":\"" + before + "\"}");
    right.then().body("result.differences", hasSize(0)).body("result.pairings", equalTo(1));
    assertThat(proved(right).isVerified()).isTrue();
    replayed("{\"kind\":\"run\",\"run\":\"" + empty + "\"}")
        .then()
        .body("result.differences", hasSize(0));
    Response differs = replayed("{\"kind\":\"run\",\"run\":\"" + wrong + "\"}");
    assertThat(differs.<List<String>>path("result.differences")).isNotEmpty();
    AuditWorld.matching().delete(AuditWorld.runPath(wrong) + "/pairings").then().statusCode(204);
  }

  @Test
  void an_account_replay_says_invalidated_with_the_entry_and_its_proof() throws IOException {
    register("inv-account");
    Person ada = world.person("inv-account-ada", "service.notifications");
    world.permit(ada, "inv-account");
    Position gone = position(invalidate("inv-account", AuditWorld.REASON));

    Response replay = replayed("{\"kind\":\"account\",\"account\":\"" + ada.account() + "\"}");

    replay
        .then()
        .body("result.contactPoints[0].grants[0].state", equalTo("invalidated"))
        .body(
            "result.contactPoints[0].grants[0].invalidated.position", equalTo((int) gone.value()));
    int index = replay.path("result.contactPoints[0].grants[0].invalidated.index");
    assertThat(replay.<Map<String, String>>path("proofs"))
        .hasSize(3)
        .containsKey(Integer.toString(index));
    assertThat(proved(replay).isVerified()).isTrue();
  }

  @Test
  void only_an_auditor_with_a_reason_invalidates_and_only_what_is_registered() {
    register("inv-who");

    invalidate("inv-who", "").then().statusCode(400);
    invalidate("inv-who", "call +44 20 7946 0018").then().statusCode(400);
    invalidate("inv-no-such", AuditWorld.REASON)
        .then()
        .statusCode(404)
        .body("type", equalTo("https://consentledger.dev/problems/notice-unknown"));
    for (String group : List.of("consent-writer", "consent-reader", "advertiser")) {
      as(group)
          .urlEncodingEnabled(false)
          .contentType(ContentType.JSON)
          .body("{\"reason\":\"mine\"}")
          .post("/v1/notices/ads/versions/inv-who:invalidate")
          .then()
          .statusCode(403);
    }
    read("inv-who").then().body("invalidated", nullValue());
  }

  private static void register(String version) {
    put(version, "en-GB", "The text of " + version).then().statusCode(200);
  }

  private static Response put(String version, String locale, String text) {
    return as("consent-writer")
        .contentType(ContentType.JSON)
        .body("{\"locale\":\"%s\",\"text\":\"%s\"}".formatted(locale, text))
        .put("/v1/notices/ads/versions/" + version);
  }

  private static Response invalidate(String version, String reason) {
    return auditor()
        .urlEncodingEnabled(false)
        .contentType(ContentType.JSON)
        .body("{\"reason\":\"" + reason + "\"}")
        .post("/v1/notices/ads/versions/" + version + ":invalidate");
  }

  private static Response read(String version) {
    return as("consent-reader").get("/v1/notices/ads/versions/" + version);
  }

  private static Response consents(Person person, String at) {
    return as("consent-reader").get("/v1/accounts/" + person.account() + "/consents" + at);
  }

  private static Position position(Response answer) {
    return new Position(answer.jsonPath().getLong("position"));
  }
}
