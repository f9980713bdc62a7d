package dev.consentledger.matching.pairing;

import static dev.consentledger.matching.MatchingApi.advertiser;
import static dev.consentledger.matching.MatchingApi.awaitState;
import static dev.consentledger.matching.MatchingApi.contains;
import static dev.consentledger.matching.MatchingApi.delivery;
import static dev.consentledger.matching.MatchingApi.key;
import static dev.consentledger.matching.MatchingApi.members;
import static dev.consentledger.matching.MatchingApi.newAudience;
import static dev.consentledger.matching.MatchingApi.run;
import static dev.consentledger.matching.MatchingApi.steerConsent;
import static dev.consentledger.matching.MatchingApi.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.ConsentFake;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.MatchingApi;
import dev.consentledger.matching.PlainPermissions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PlainPermissions.class)
class ListsOverHttpTest {
  private static final long FAR = 1L << 50;
  private static final String SECRET_FILE = "consentledger.match-secret-file";
  private static final String PROBLEMS = "https://consentledger.dev/problems/";

  @Inject FakePermissions permissions;

  @BeforeEach
  void everything_works() {
    permissions.setStale(false);
    permissions.tell(MatchSecretVersions.only(ConsentFake.SECRET_VERSION));
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    permissions.advanceTo(FAR);
  }

  @Test
  void a_permitted_entry_becomes_a_member_and_another_does_not() {
    permissions.grant("acc-ada", key("ada@example.com"));
    String audience = newAudience("adv");
    String run = run("adv", audience, "Email\nADA@example.com\nnobody@example.com\n,\n");

    Response ready = awaitState("adv", audience, run, "ready");

    assertThat(members(audience)).containsExactly("acc-ada");
    ready
        .then()
        .body("rows.received", equalTo(3))
        .body("rows.accepted", equalTo(2))
        .body("rows.rejected.empty", equalTo(1))
        .body("rows.firstRejected[0].row", equalTo(3))
        .body("resultRoot.length()", equalTo(64));
    assertThat(ready.asString()).doesNotContain("pairings");
  }

  @Test
  void a_withdrawal_leaves_the_audience_at_once_and_a_new_grant_does_not_revive_it() {
    int grant = permissions.grant("acc-bob", key("bob@example.com"));
    String audience = newAudience("adv");
    awaitState("adv", audience, run("adv", audience, "bob@example.com\n"), "ready");
    assertThat(members(audience)).containsExactly("acc-bob");

    permissions.withdraw(grant);
    assertThat(members(audience)).isEmpty();
    permissions.grant("acc-bob", key("bob@example.com"));

    assertThat(members(audience)).isEmpty();
    contains(audience, "acc-bob").then().statusCode(200).body("members", equalTo(List.of()));
  }

  @Test
  void members_are_answered_in_the_order_asked_with_the_position_reflected() {
    permissions.grant("acc-1", key("one@example.com"));
    permissions.grant("acc-2", key("two@example.com"), key("+15550100"));
    String audience = newAudience("adv");
    awaitState(
        "adv",
        audience,
        run("adv", audience, "email\none@example.com\ntwo@example.com\n"),
        "ready");

    Response answer = contains(audience, "acc-2", "unknown", "acc-1");

    assertThat(answer.<List<String>>path("members")).containsExactly("acc-2", "acc-1");
    assertThat(Long.parseLong(answer.header("Ledger-Position")))
        .isEqualTo(permissions.position().value());
  }

  @Test
  void a_list_is_hashed_under_the_newest_match_secret_that_is_complete() throws Exception {
    Path file = Path.of(ConfigProvider.getConfig().getValue(SECRET_FILE, String.class));
    String before = Files.readString(file);
    var newer = new MatchSecret(4, new byte[32]);
    String address = "rotating@example.com";
    try {
      Files.writeString(file, before + "4 " + "00".repeat(32) + "\n");
      permissions.grant("acc-old", key(address));
      permissions.tell(new MatchSecretVersions(List.of(3, 4), List.of(3)));
      assertThat(paired(address)).containsExactly("acc-old");

      permissions.tell(new MatchSecretVersions(List.of(3, 4), List.of(3, 4)));
      permissions.grant("acc-new", newer.keyOf(Digest.ofForm(address)));
      assertThat(paired(address)).containsExactly("acc-new");
      io.restassured.RestAssured.given()
          .auth()
          .oauth2(MatchingApi.token("op", "operator"))
          .get("/internal/v1/operations/match-secret")
          .then()
          .statusCode(200)
          .body("file", equalTo(List.of(3, 4)))
          .body("complete", equalTo(List.of(3, 4)))
          .body("uploads", equalTo(4));

      permissions.tell(MatchSecretVersions.NONE);
      problem(upload("adv", newAudience("adv"), address), 503, "projection-stale");
      permissions.tell(MatchSecretVersions.only(5));
      problem(upload("adv", newAudience("adv"), address), 503, "service-unavailable");
      Files.writeString(file, "rubbish");
      problem(upload("adv", newAudience("adv"), address), 503, "service-unavailable");
    } finally {
      Files.writeString(file, before);
    }
  }

  private static void problem(Response refused, int status, String type) {
    refused.then().statusCode(status).body("type", equalTo(PROBLEMS + type));
  }

  private static List<String> paired(String address) {
    String audience = newAudience("adv");
    awaitState("adv", audience, run("adv", audience, address + "\n"), "ready");
    return members(audience);
  }

  @Test
  void several_lists_are_one_audience_and_its_size_is_a_bucket() {
    for (int i = 0; i < 4; i++) {
      permissions.grant("acc-size-" + i, key("size" + i + "@example.com"));
    }
    String audience = newAudience("adv");
    String path = "/v1/audiences/" + audience;
    advertiser("adv").get(path).then().body("state", equalTo("empty")).body("size", nullValue());
    awaitState(
        "adv", audience, run("adv", audience, "size0@example.com\nsize1@example.com\n"), "ready");
    advertiser("adv")
        .get(path)
        .then()
        .body("state", equalTo("too_small"))
        .body("size", nullValue());

    awaitState(
        "adv",
        audience,
        run("adv", audience, "size1@example.com\nsize2@example.com\nsize3@example.com\n"),
        "ready");

    advertiser("adv")
        .get(path)
        .then()
        .body("state", equalTo("ready"))
        .body("size.atLeast", equalTo(2))
        .body("size.below", equalTo(5));
    assertThat(members(audience)).hasSize(4);
  }

  @Test
  void another_advertiser_sees_nothing_and_may_do_nothing() {
    String audience = newAudience("adv");
    String run = run("adv", audience, "x@example.com\n");
    String path = "/v1/audiences/" + audience;

    for (Response refused :
        List.of(
            advertiser("other").get(path),
            advertiser("other").delete(path),
            upload("other", audience, "x@example.com\n"))) {
      refused.then().statusCode(404).body("type", equalTo(PROBLEMS + "audience-unknown"));
    }
    advertiser("other")
        .get(path + "/runs/" + run)
        .then()
        .statusCode(404)
        .body("type", equalTo(PROBLEMS + "run-unknown"));
  }

  @Test
  void a_missing_token_is_401_and_another_group_403() {
    String path = "/v1/audiences/" + UUID.randomUUID();

    io.restassured.RestAssured.given()
        .get(path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo(PROBLEMS + "unauthenticated"));
    io.restassured.RestAssured.given()
        .header("Authorization", "Bearer not-a-token")
        .get(path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo(PROBLEMS + "unauthenticated"));
    delivery()
        .get(path)
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo(PROBLEMS + "forbidden"));
    advertiser("adv").get(path + "/members").then().statusCode(403);
    delivery().contentType("text/csv").body("x").post(path + "/lists").then().statusCode(403);
  }

  @Test
  void rubbish_is_refused_with_our_own_types() {
    String audience = newAudience("adv");
    String lists = "/v1/audiences/" + audience + "/lists";

    upload("adv", audience, "name,city\nx,y\n")
        .then()
        .statusCode(422)
        .body("type", equalTo(PROBLEMS + "unreadable-list"));
    upload("adv", audience, "").then().statusCode(422);
    advertiser("adv")
        .contentType("application/pdf")
        .body(new byte[] {1, 2, 3})
        .post(lists)
        .then()
        .statusCode(415)
        .body("type", equalTo(PROBLEMS + "unsupported-media-type"));
    advertiser("adv")
        .contentType("text/csv")
        .body("x")
        .post(lists + "?region=USA")
        .then()
        .statusCode(400)
        .body("violations[0].field", equalTo("region"));
    advertiser("adv").get("/v1/audiences/not-an-id").then().statusCode(404);
    advertiser("adv")
        .contentType("application/json")
        .body("{\"name\": \"\"}")
        .post("/v1/audiences")
        .then()
        .statusCode(400)
        .body("type", equalTo(PROBLEMS + "invalid-request"))
        .body("violations.size()", equalTo(1));
    Response broken =
        advertiser("adv").contentType("application/json").body("{secret").post("/v1/audiences");
    broken.then().statusCode(400).body("type", equalTo(PROBLEMS + "invalid-request"));
    assertThat(broken.asString()).doesNotContain("secret").doesNotContain("jackson");
    contains(audience).then().statusCode(400);
    contains(audience, "acc-1", "no id!")
        .then()
        .statusCode(400)
        .body("violations[0].field", equalTo("accounts[1]"));
    delivery()
        .get("/v1/nothing")
        .then()
        .statusCode(404)
        .body("type", equalTo(PROBLEMS + "not-found"));
  }

  @Test
  void a_list_over_the_row_limit_is_refused_and_its_run_says_why() {
    String audience = newAudience("adv");
    Response refused = upload("adv", audience, "email\n" + "a@example.com\n".repeat(50_001));

    refused.then().statusCode(413).body("type", equalTo(PROBLEMS + "too-large"));
    String run = refused.path("run");
    awaitState("adv", audience, run, "failed").then().body("failure.reason", equalTo("too_large"));
  }

  @Test
  void a_json_body_over_its_limit_is_refused() {
    advertiser("adv")
        .contentType("application/json")
        .body("{\"name\": \"" + "x".repeat(3_000_000) + "\"}")
        .post("/v1/audiences")
        .then()
        .statusCode(413)
        .body("type", equalTo(PROBLEMS + "too-large"));
  }

  @Test
  void a_gzip_list_is_read_by_its_type_its_encoding_or_its_bytes() throws IOException {
    permissions.grant("acc-zip", key("zip@example.com"));
    byte[] gzip = gzip("email\nzip@example.com\n");
    for (String[] type :
        new String[][] {{"application/gzip", ""}, {"text/csv", "gzip"}, {"text/csv", ""}}) {
      String audience = newAudience("adv");
      var request = advertiser("adv").contentType(type[0]).body(gzip);
      String run =
          (type[1].isEmpty() ? request : request.header("Content-Encoding", type[1]))
              .post("/v1/audiences/" + audience + "/lists")
              .then()
              .statusCode(202)
              .extract()
              .path("run");
      awaitState("adv", audience, run, "ready");
      assertThat(members(audience)).containsExactly("acc-zip");
    }
  }

  @Test
  void the_same_key_gives_the_same_run_and_audience() {
    var first =
        advertiser("adv")
            .header("Idempotency-Key", "k-1")
            .contentType("application/json")
            .body("{\"name\": \"Same\"}");
    String audience = first.post("/v1/audiences").path("id");
    assertThat(first.post("/v1/audiences").<String>path("id")).isEqualTo(audience);
    String lists = "/v1/audiences/" + audience + "/lists";
    var upload =
        advertiser("adv")
            .header("Idempotency-Key", "k-2")
            .contentType("text/csv")
            .body("a@example.com");

    Response once = upload.post(lists);
    Response again = upload.post(lists);

    assertThat(once.statusCode()).isEqualTo(202);
    assertThat(again.<String>path("run")).isEqualTo(once.path("run"));
    assertThat(once.header("Location"))
        .isEqualTo("/v1/audiences/" + audience + "/runs/" + once.path("run"));
  }

  @Test
  void an_unreadable_list_may_be_uploaded_again_under_its_key() {
    String audience = newAudience("adv");
    String lists = "/v1/audiences/" + audience + "/lists";
    var request = advertiser("adv").header("Idempotency-Key", "again").contentType("text/csv");
    String refused = request.body("no identifiers here").post(lists).path("run");

    String taken =
        advertiser("adv")
            .header("Idempotency-Key", "again")
            .contentType("text/csv")
            .body("a@example.com")
            .post(lists)
            .then()
            .statusCode(202)
            .extract()
            .path("run");

    assertThat(taken).isEqualTo(refused);
    awaitState("adv", audience, taken, "ready");
  }

  @Test
  void a_run_fails_closed_when_the_projection_does_not_reach_the_head() {
    String audience = newAudience("adv");
    steerConsent(new JsonObject().put("head", FAR + 1_000_000));

    String run = run("adv", audience, "a@example.com\n");

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("projection_behind"))
        .body("position", nullValue());
    delivery()
        .get("/v1/audiences/" + audience + "/members")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("type", equalTo(PROBLEMS + "projection-behind"));
    permissions.advanceTo(FAR + 2_000_000);
  }

  @Test
  void a_stale_projection_refuses_reads_and_runs() {
    String audience = newAudience("adv");
    permissions.setStale(true);

    String run = run("adv", audience, "a@example.com\n");

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("projection_stale"));
    contains(audience, "acc-1")
        .then()
        .statusCode(503)
        .body("type", equalTo(PROBLEMS + "projection-stale"));
  }

  @Test
  void a_read_wants_at_least_the_position_it_names() {
    String audience = newAudience("adv");

    delivery()
        .header("At-Least-Position", permissions.position().value() + 1)
        .get("/v1/audiences/" + audience + "/members")
        .then()
        .statusCode(503)
        .body("type", equalTo(PROBLEMS + "projection-behind"));
    delivery()
        .header("At-Least-Position", "soon")
        .get("/v1/audiences/" + audience + "/members")
        .then()
        .statusCode(400);
  }

  @Test
  void reads_runs_and_creations_fail_closed_without_the_ledger() {
    String audience = newAudience("adv");
    steerConsent(new JsonObject().put("status", 503));

    String run = run("adv", audience, "a@example.com\n");

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("ledger_unavailable"));
    contains(audience, "acc-1")
        .then()
        .statusCode(503)
        .body("type", equalTo(PROBLEMS + "ledger-unavailable"));
    advertiser("adv")
        .contentType("application/json")
        .body("{\"name\": \"Never\"}")
        .post("/v1/audiences")
        .then()
        .statusCode(503);
  }

  @Test
  void an_unrecorded_result_is_not_readable_and_is_recorded_once_the_ledger_is_back() {
    permissions.grant("acc-rec", key("rec@example.com"));
    String audience = newAudience("adv");
    steerConsent(new JsonObject().put("recordStatus", 503));
    String run = run("adv", audience, "rec@example.com\n");
    awaitState("adv", audience, run, "recording");
    assertThat(members(audience)).isEmpty();

    steerConsent(new JsonObject().put("recordStatus", 0));

    String root = awaitState("adv", audience, run, "ready").path("resultRoot");
    assertThat(members(audience)).containsExactly("acc-rec");
    String path = "PUT /internal/v1/audiences/" + audience + "/runs/" + run;
    var recorded =
        new JsonObject(steerConsent(new JsonObject()).getJsonObject("records").getString(path));
    assertThat(recorded.getString("resultRoot")).isEqualTo(root);
    assertThat(recorded.getString("advertiser")).isEqualTo("adv");
    assertThat(recorded.getLong("pairings")).isEqualTo(1);
    assertThat(recorded.getInteger("matchSecretVersion")).isEqualTo(3);
  }

  @Test
  void a_result_that_differs_from_the_ledgers_fails_the_run() {
    permissions.grant("acc-diff", key("diff@example.com"));
    String audience = newAudience("adv");
    steerConsent(new JsonObject().put("recordStatus", 409));

    String run = run("adv", audience, "diff@example.com\n");

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("run_differs"));
    assertThat(members(audience)).isEmpty();
  }

  @Test
  void a_deleted_audience_is_gone_for_everyone_and_its_deletion_can_be_repeated() {
    permissions.grant("acc-del", key("del@example.com"));
    String audience = newAudience("adv");
    String run = run("adv", audience, "del@example.com\n");
    awaitState("adv", audience, run, "ready");
    String path = "/v1/audiences/" + audience;

    Response deleted = advertiser("adv").delete(path);

    deleted.then().statusCode(200);
    advertiser("adv").get(path).then().statusCode(404);
    advertiser("adv").get(path + "/runs/" + run).then().statusCode(404);
    delivery().get(path + "/members").then().statusCode(404);
    contains(audience, "acc-del").then().statusCode(404);
    upload("adv", audience, "del@example.com\n").then().statusCode(404);
    assertThat(advertiser("adv").delete(path).<Integer>path("position"))
        .isEqualTo(deleted.path("position"));
  }

  @Test
  void a_deletion_hides_the_audience_even_while_the_ledger_is_away_and_goes_on_alone() {
    String audience = newAudience("adv");
    String path = "/v1/audiences/" + audience;
    steerConsent(new JsonObject().put("status", 503));
    advertiser("adv").delete(path).then().statusCode(503);
    advertiser("adv").get(path).then().statusCode(404);

    steerConsent(new JsonObject().put("status", 0));

    dev.consentledger.matching.MatchingApi.await(
        () ->
            steerConsent(new JsonObject())
                .getJsonObject("records")
                .containsKey("DELETE /internal/v1/audiences/" + audience),
        "the deletion is recorded");
  }

  @Test
  void progress_is_told_until_the_run_is_ready() {
    String audience = newAudience("adv");
    String run = run("adv", audience, "a@example.com\n");

    Response progress =
        advertiser("adv").get("/v1/audiences/" + audience + "/runs/" + run + "/progress");

    assertThat(progress.contentType()).startsWith("text/event-stream");
    assertThat(progress.asString().lines().filter(line -> line.startsWith("data:")))
        .isNotEmpty()
        .last()
        .asString()
        .contains("\"state\":\"ready\"");
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
