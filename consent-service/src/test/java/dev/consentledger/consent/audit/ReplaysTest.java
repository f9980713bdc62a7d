package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.auditor;
import static dev.consentledger.consent.audit.AuditWorld.leaf;
import static dev.consentledger.consent.audit.AuditWorld.lines;
import static dev.consentledger.consent.audit.AuditWorld.proved;
import static dev.consentledger.consent.audit.AuditWorld.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.TlogProof;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AuditedService.class)
class ReplaysTest {
  @Inject AuditWorld world;

  @Test
  void a_run_that_paired_what_the_ledger_permits_is_reached_again_and_proved() throws IOException {
    Person ada = world.person("run-ada", "service.notifications");
    Person bob = world.person("run-bob", "service.notifications");
    Person eve = world.person("run-eve", AuditWorld.TWO_FACTOR);
    Position adas = world.permit(ada, "1");
    Position bobs = world.permit(bob, "1");
    Position at = world.head();
    world.withdraw(bob);
    UUID run =
        world.run(
            "shop",
            at,
            List.of(ada.address(), eve.address(), bob.address()),
            leaf(1, ada, adas),
            leaf(3, bob, bobs));

    Response replay = replayed("{\"kind\":\"run\",\"run\":\"" + run + "\"}");

    replay
        .then()
        .body("state", equalTo("done"))
        .body("progress", equalTo(1.0f))
        .body("result.differences", hasSize(0))
        .body("result.pairings", equalTo(2))
        .body("result.subjects", equalTo(2));
    assertThat(proved(replay).isVerified()).isTrue();
  }

  @Test
  void what_a_run_paired_without_a_grant_and_left_out_is_named_row_by_row() throws IOException {
    Person ada = world.person("wrong-ada", "service.notifications");
    Person eve = world.person("wrong-eve", AuditWorld.TWO_FACTOR);
    Position adas = world.permit(ada, "1");
    UUID run = world.run("shop", List.of(ada.address(), eve.address()), leaf(2, eve, adas));

    Response replay = replayed("{\"kind\":\"run\",\"run\":\"" + run + "\"}");

    List<String> differences = replay.path("result.differences");
    assertThat(differences)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("row 1: the ledger permits subject " + ada.subject())
                .contains("did not pair"))
        .anySatisfy(
            line -> assertThat(line).startsWith("row 2: the run paired subject " + eve.subject()))
        .anySatisfy(line -> assertThat(line).contains("another result root"));
    assertThat(AuditWorld.verified(replay).isVerified()).isFalse();
  }

  @Test
  void a_run_whose_list_is_gone_is_held_against_its_root_and_its_grants() throws IOException {
    Person ada = world.person("listless-ada", "service.notifications");
    Position adas = world.permit(ada, "1");
    UUID run = world.run("shop", List.of(ada.address(), "nobody@example.com"), leaf(1, ada, adas));
    AuditWorld.matching().delete(AuditWorld.runPath(run) + "/list");

    Response replay = replayed("{\"kind\":\"run\",\"run\":\"" + run + "\"}");

    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.listGone", equalTo(true))
        .body("result.pairings", equalTo(1))
        .body("result.subjects", equalTo(1))
        .body("result.differences", equalTo(List.of()));
    assertThat(AuditWorld.verified(replay).failure()).isEmpty();
  }

  @Test
  void without_its_list_a_pairing_without_a_grant_is_named_all_the_same() throws IOException {
    Person ada = world.person("listless-wrong-ada", "service.notifications");
    Person eve = world.person("listless-wrong-eve", AuditWorld.TWO_FACTOR);
    Position adas = world.permit(ada, "1");
    UUID run =
        world.run(
            "shop", List.of(ada.address(), eve.address()), leaf(1, ada, adas), leaf(2, eve, adas));
    AuditWorld.matching().delete(AuditWorld.runPath(run) + "/list");

    Response replay = replayed("{\"kind\":\"run\",\"run\":\"" + run + "\"}");

    List<String> differences = replay.path("result.differences");
    assertThat(differences)
        .singleElement()
        .asString()
        .startsWith("row 2: the run paired subject " + eve.subject());
    assertThat(AuditWorld.verified(replay).isVerified()).isFalse();
  }

  @Test
  void without_its_list_other_pairings_than_were_recorded_are_found() throws IOException {
    Person ada = world.person("listless-changed", "service.notifications");
    Position adas = world.permit(ada, "1");
    UUID run = world.run("shop", List.of(ada.address()), leaf(1, ada, adas));
    AuditWorld.matching().delete(AuditWorld.runPath(run) + "/list");
    AuditWorld.matching().body(new byte[0]).put(AuditWorld.runPath(run) + "/pairings");

    List<String> differences =
        replayed("{\"kind\":\"run\",\"run\":\"" + run + "\"}").path("result.differences");

    assertThat(differences)
        .containsExactly(
            "the stored pairings lead to another result root than the run recorded",
            "the run recorded another number of pairings than are stored");
  }

  @Test
  void a_run_under_a_match_secret_that_the_file_no_longer_holds_is_not_replayed()
      throws IOException {
    UUID run = world.run("adv-gone", 2, world.head(), List.of("gone.secret@example.com"));

    Response replay = replayed("{\"kind\":\"run\",\"run\":\"" + run + "\"}");

    replay
        .then()
        .body("state", equalTo("failed"))
        .body("failure.reason", equalTo("match-secret-differs"));
  }

  @Test
  void an_impact_counts_whom_a_notice_concerned_and_nobody_by_security() throws IOException {
    Person ada = world.person("impact-ada", "service.notifications");
    Person bob = world.person("impact-bob", "service.notifications");
    Person cleo = world.person("impact-cleo", "service.notifications");
    Position adas = world.permit(ada, "impact-7");
    Position bobs = world.permit(bob, "impact-7");
    Position cleos = world.permit(cleo, "impact-8");
    Position from = world.head();
    List<String> all = List.of(ada.address(), bob.address(), cleo.address());
    UUID first =
        world.run("shop", all, leaf(1, ada, adas), leaf(2, bob, bobs), leaf(3, cleo, cleos));
    UUID second = world.run("other-shop", List.of(ada.address()), leaf(1, ada, adas));
    String question =
        "{\"kind\":\"impact\",\"positionFrom\":%s,\"notice\":{\"id\":\"ads\",\"version\":\"impact-7\"}}"
            .formatted(from);

    Response replay = replayed(question);

    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.subjects", equalTo(2))
        .body("result.pairings", equalTo(3))
        .body("result.runs.run", equalTo(List.of(first.toString(), second.toString())))
        .body("result.advertisers.advertiser", equalTo(List.of("other-shop", "shop")))
        .body("result.withoutPairings", hasSize(0));
    assertThat(proved(replay).isVerified()).isTrue();
    Response accounts =
        auditor()
            .header(Caller.REASON, AuditWorld.REASON)
            .get("/v1/audit/replays/" + replay.path("replay") + "/accounts");
    assertThat(accounts.asString()).doesNotContain("\n\n");
    assertThat(lines(accounts))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("\"acc-impact-ada\""))
        .anySatisfy(line -> assertThat(line).contains("\"acc-impact-bob\""));

    Response again = replayed(question);
    assertThat(again.<Map<String, Object>>path("result")).isEqualTo(replay.path("result"));
    replayed(
            "{\"kind\":\"impact\",\"positionFrom\":%s,\"collectedFor\":[\"%s\"]}"
                .formatted(from, AuditWorld.TWO_FACTOR))
        .then()
        .body("state", equalTo("done"))
        .body("result.pairings", equalTo(0))
        .body("result.subjects", equalTo(0));
  }

  @Test
  void an_impact_names_the_run_whose_stored_pairings_are_not_the_recorded_ones()
      throws IOException {
    Person ada = world.person("forged-ada", "service.notifications");
    Position adas = world.permit(ada, "1");
    UUID run = world.run("forger", List.of(ada.address()), leaf(1, ada, adas));
    AuditWorld.matching()
        .body(new byte[0])
        .put(AuditWorld.runPath(run) + "/pairings")
        .then()
        .statusCode(204);

    Response replay = replayed("{\"kind\":\"impact\",\"advertiser\":\"forger\"}");

    replay
        .then()
        .body("state", equalTo("failed"))
        .body("failure.reason", equalTo("pairings-differ"));
    assertThat(replay.<String>path("failure.detail")).contains(run.toString());
  }

  @Test
  void pairings_that_are_stored_no_more_are_told_and_not_counted() throws IOException {
    Person ada = world.person("gone-ada", "service.notifications");
    Position adas = world.permit(ada, "1");
    UUID run = world.run("forgetful", List.of(ada.address()), leaf(1, ada, adas));
    AuditWorld.matching().delete(AuditWorld.runPath(run) + "/pairings").then().statusCode(204);

    Response replay = replayed("{\"kind\":\"impact\",\"advertiser\":\"forgetful\"}");

    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.pairings", equalTo(0))
        .body("result.withoutPairings", equalTo(List.of(run.toString())));
    assertThat(proved(replay).isLimited()).isTrue();
  }

  @Test
  void an_accounts_state_comes_with_the_event_and_the_proof_of_each_line() throws IOException {
    Person ada = world.person("state-ada", "service.notifications");
    Position granted = world.permit(ada, "1");
    world.withdraw(ada);

    Response replay = replayed("{\"kind\":\"account\",\"account\":\"" + ada.account() + "\"}");
    Response before =
        replayed(
            "{\"kind\":\"account\",\"account\":\"%s\",\"position\":%s}"
                .formatted(ada.account(), granted));

    replay
        .then()
        .body("state", equalTo("done"))
        .body("result.contactPoints[0].grants[0].state", equalTo("withdrawn"));
    before.then().body("result.contactPoints[0].grants[0].state", equalTo("active"));
    assertThat(replay.asString()).doesNotContain(ada.account()).doesNotContain(ada.address());
    int index = replay.path("result.contactPoints[0].grants[0].granted.index");
    Map<String, String> proofs = replay.path("proofs");
    assertThat(proofs).hasSize(3);
    assertThat(TlogProof.parse(proofs.get(Integer.toString(index))).index()).isEqualTo(index);
    assertThat(proved(replay).isVerified()).isTrue();
    assertThat(proved(before).isVerified()).isTrue();
  }

  @Test
  void the_ledger_is_what_was_signed_and_its_bundle_proves_it() throws IOException {
    world.person("ledger-ada", "service.notifications");

    Response replay = replayed("{\"kind\":\"ledger\"}");

    replay.then().body("state", equalTo("done")).body("result.differences", hasSize(0));
    assertThat(proved(replay).isVerified()).isTrue();
  }
}
