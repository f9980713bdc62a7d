package dev.consentledger.matching.pairing;

import static dev.consentledger.matching.MatchingApi.advertiser;
import static dev.consentledger.matching.MatchingApi.awaitState;
import static dev.consentledger.matching.MatchingApi.key;
import static dev.consentledger.matching.MatchingApi.members;
import static dev.consentledger.matching.MatchingApi.newAudience;
import static dev.consentledger.matching.MatchingApi.run;
import static dev.consentledger.matching.MatchingApi.steerConsent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.ConsentFake;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.PlainPermissions;
import dev.consentledger.matching.projection.Permissions;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts the driver of runs over a database that a killed service left in each state. */
@QuarkusTest
@TestProfile(PlainPermissions.class)
class ResumedRunsTest {
  @Inject FakePermissions fake;
  @Inject Permissions permissions;
  @Inject RunStore store;
  @Inject PairingStore pairings;
  @Inject RunSteps steps;
  @Inject PairingConfig config;
  @Inject Pool pool;

  private String audience;
  private String run;
  private String root;

  @BeforeEach
  void a_run_that_was_ready() {
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    fake.setStale(false);
    fake.tell(MatchSecretVersions.only(ConsentFake.SECRET_VERSION));
    fake.advanceTo(1L << 50);
    String account = "acc-" + UUID.randomUUID();
    fake.grant(account, key(account + "@example.com"));
    audience = newAudience("adv");
    run = run("adv", audience, account + "@example.com\nother@example.com\n");
    root = awaitState("adv", audience, run, "ready").path("resultRoot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"waiting", "pairing"})
  void a_run_killed_before_its_result_was_stored_pairs_again(String state) {
    left(
        "update run set state = '"
            + state
            + "', pair_position = null, list_digest = null,"
            + " result_root = null, pairings = null, bitmap = null, recorded_position = null"
            + " where run = $1");
    // Its record had not been sent, so another position gives another record.
    forget();

    started();

    awaitState("adv", audience, run, "ready").then().body("resultRoot", equalTo(root));
    assertThat(members(audience)).hasSize(1);
  }

  @Test
  void a_run_killed_while_recording_sends_the_same_result_again() {
    left("update run set state = 'recording', recorded_position = null where run = $1");
    fake.grant("acc-late", key("other@example.com"));

    started();

    awaitState("adv", audience, run, "ready").then().body("resultRoot", equalTo(root));
    assertThat(members(audience)).hasSize(1);
  }

  @Test
  void an_upload_that_the_kill_broke_off_fails_and_pairs_nothing() {
    left(
        "update run set state = 'receiving', pair_position = null, list_digest = null,"
            + " result_root = null, pairings = null, bitmap = null, recorded_position = null"
            + " where run = $1");

    started();

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("upload_interrupted"));
    assertThat(blocks()).isZero();
    assertThat(members(audience)).isEmpty();
    advertiser("adv").get("/v1/audiences/" + audience).then().body("state", equalTo("empty"));
  }

  @Test
  void a_resumed_run_waits_for_a_projection_that_starts() {
    left("update run set state = 'recording', recorded_position = null where run = $1");
    fake.setStale(true);

    started();
    fake.setStale(false);

    awaitState("adv", audience, run, "ready");
  }

  @Test
  void a_list_under_a_retired_match_secret_has_to_be_uploaded_again() {
    leftWaitingUnder(2);

    started();

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("match_secret_retired"))
        .body("failure.detail", equalTo("Upload the list again."));
    assertThat(blocks()).isZero();
    assertThat(members(audience)).isEmpty();
    advertiser("adv")
        .header("Idempotency-Key", "again " + run)
        .contentType("text/csv")
        .body("other@example.com\n")
        .post("/v1/audiences/" + audience + "/lists")
        .then()
        .statusCode(202)
        .body("run", equalTo(run));
    awaitState("adv", audience, run, "ready");
  }

  @Test
  void a_run_waits_for_the_match_keys_of_its_list() {
    leftWaitingUnder(4);
    fake.tell(new MatchSecretVersions(List.of(3, 4), List.of(3)));

    started();
    fake.tell(new MatchSecretVersions(List.of(3, 4), List.of(3, 4)));

    awaitState("adv", audience, run, "ready").then().body("resultRoot", equalTo(root));
  }

  @Test
  void a_run_whose_match_keys_do_not_come_fails_closed() {
    leftWaitingUnder(4);

    started();

    awaitState("adv", audience, run, "failed")
        .then()
        .body("failure.reason", equalTo("projection_behind"));
    assertThat(members(audience)).isEmpty();
  }

  private void leftWaitingUnder(int matchSecretVersion) {
    left(
        "update run set state = 'waiting', pair_position = null, list_digest = null,"
            + " result_root = null, pairings = null, bitmap = null, recorded_position = null,"
            + " match_secret_version = "
            + matchSecretVersion
            + ", idempotency_key = 'again ' || run where run = $1");
    forget();
  }

  private void started() {
    new Runs(store, pairings, steps, permissions, config).start(new StartupEvent());
  }

  private void left(String sql) {
    pool.preparedQuery(sql).execute(Tuple.of(UUID.fromString(run))).await().indefinitely();
  }

  private void forget() {
    steerConsent(new JsonObject().put("forget", run));
  }

  private long blocks() {
    return pool.preparedQuery("select count(*) from list_block where run = $1")
        .execute(Tuple.of(UUID.fromString(run)))
        .await()
        .indefinitely()
        .iterator()
        .next()
        .getLong(0);
  }
}
