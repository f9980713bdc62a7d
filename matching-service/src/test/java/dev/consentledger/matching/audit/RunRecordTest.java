package dev.consentledger.matching.audit;

import static dev.consentledger.matching.MatchingApi.advertiser;
import static dev.consentledger.matching.MatchingApi.awaitState;
import static dev.consentledger.matching.MatchingApi.key;
import static dev.consentledger.matching.MatchingApi.newAudience;
import static dev.consentledger.matching.MatchingApi.run;
import static dev.consentledger.matching.MatchingApi.steerConsent;
import static dev.consentledger.matching.MatchingApi.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.kernel.evidence.ListFile;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.PlainPermissions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PlainPermissions.class)
class RunRecordTest {
  private static final long FAR = 1L << 50;

  @Inject FakePermissions permissions;

  @BeforeEach
  void everything_works() {
    permissions.setStale(false);
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    permissions.advanceTo(FAR);
  }

  @Test
  void the_stored_pairings_are_the_leaves_of_the_result_root() throws IOException {
    permissions.grant("acc-rr-1", key("one@rr.example"), key("both@rr.example"));
    permissions.grant("acc-rr-2", key("two@rr.example"), key("both@rr.example"));
    String audience = newAudience("adv");
    String run =
        run("adv", audience, "email\none@rr.example\nnobody@rr.example\nboth@rr.example\n");
    String root = awaitState("adv", audience, run, "ready").path("resultRoot");

    List<PairingLeaf> leaves = pairings(run);

    assertThat(leaves).extracting(PairingLeaf::row).containsExactly(1L, 3L, 3L);
    assertThat(leaves)
        .extracting(PairingLeaf::key)
        .containsExactly(key("one@rr.example"), key("both@rr.example"), key("both@rr.example"));
    var tree = new RootBuilder();
    leaves.forEach(leaf -> tree.add(leaf.bytes()));
    assertThat(tree.root().hex()).isEqualTo(root);
  }

  @Test
  void the_list_comes_back_whole_with_the_digest_that_was_recorded() throws IOException {
    String audience = newAudience("adv");
    String run = run("adv", audience, "email\nx@rr.example\n\nbad\ny@rr.example\n");
    awaitState("adv", audience, run, "ready");

    byte[] list = consent().get(path(run) + "/list").then().statusCode(200).extract().asByteArray();

    Map<Long, MatchKey> rows = new TreeMap<>();
    ListFile.Content content =
        ListFile.read(
            new ByteArrayInputStream(list), "list", (row, keys, count) -> rows.put(row, keys[0]));
    assertThat(rows).isEqualTo(Map.of(1L, key("x@rr.example"), 3L, key("y@rr.example")));
    consent()
        .get(path(run))
        .then()
        .statusCode(200)
        .body("state", equalTo("ready"))
        .body("listDigest", equalTo(content.digest()))
        .body("advertiser", equalTo("adv"))
        .body("matchSecretVersion", equalTo(3))
        .body("counts.rowsAccepted", equalTo(2))
        .body("counts.pairings", equalTo(0));
  }

  @Test
  void a_deleted_audiences_list_is_gone_and_its_pairings_are_kept() throws IOException {
    permissions.grant("acc-rr-3", key("three@rr.example"));
    String audience = newAudience("adv");
    String run = run("adv", audience, "three@rr.example\n");
    awaitState("adv", audience, run, "ready");

    advertiser("adv").delete("/v1/audiences/" + audience).then().statusCode(200);

    consent().get(path(run) + "/list").then().statusCode(404);
    consent().get(path(run)).then().statusCode(404);
    assertThat(pairings(run)).hasSize(1);
  }

  @Test
  void a_run_that_paired_nothing_has_no_pairings_and_an_unknown_run_is_404() throws IOException {
    String audience = newAudience("adv");
    String run = run("adv", audience, "nobody-at-all@rr.example\n");
    awaitState("adv", audience, run, "ready");

    assertThat(pairings(run)).isEmpty();
    consent()
        .get(path(UUID.randomUUID().toString()) + "/pairings")
        .then()
        .statusCode(404)
        .body("type", equalTo("https://consentledger.dev/problems/run-unknown"));
    consent().get(path("no-id") + "/list").then().statusCode(404);
  }

  @Test
  void only_consent_service_reads_runs() {
    for (String group : List.of("advertiser", "delivery", "auditor", "matching")) {
      given()
          .auth()
          .oauth2(token("someone", group))
          .get(path(UUID.randomUUID().toString()) + "/pairings")
          .then()
          .statusCode(403);
    }
  }

  private static List<PairingLeaf> pairings(String run) throws IOException {
    Response answer = consent().get(path(run) + "/pairings");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/octet-stream");
    var reader = new PairingReader(new ByteArrayInputStream(answer.asByteArray()), "pairings");
    List<PairingLeaf> leaves = new ArrayList<>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      leaves.add(((PairingRecord.Whole) next.get()).leaf());
    }
    return leaves;
  }

  private static io.restassured.specification.RequestSpecification consent() {
    return given().auth().oauth2(token("consent-service", "consent"));
  }

  private static String path(String run) {
    return "/internal/v1/runs/" + run;
  }
}
