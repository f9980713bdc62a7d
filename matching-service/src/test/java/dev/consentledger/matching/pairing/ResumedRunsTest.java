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

import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.ConsentFake;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.PlainPermissions;
import dev.consentledger.matching.projection.Permissions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
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
  @Inject RunClaims claims;
  @Inject Vertx vertx;
  @Inject Pool pool;

  private String audience;
  private String run;
  private String root;
  private Runs other;

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
  void what_another_living_instance_holds_is_left_alone() {
    String claim = UUID.randomUUID().toString();
    left(
        "update run set state = 'receiving', pair_position = null, list_digest = null,"
            + " result_root = null, pairings = null, bitmap = null, recorded_position = null"
            + " where run = $1");
    pool.query(
            "update run set claim = '"
                + claim
                + "', claimed_until = now() + interval '1 hour' where run = '"
                + run
                + "'")
        .execute()
        .await()
        .indefinitely();

    assertThat(store.failBrokenOff().await().indefinitely()).isZero();
    assertThat(store.takeUp(UUID.randomUUID()).await().indefinitely()).isEmpty();
    assertThat(
            store
                .beginAgain(new RunId(UUID.fromString(run)), UUID.randomUUID(), 1)
                .await()
                .indefinitely())
        .isFalse();
    assertThat(blocks()).isPositive();

    store.release(Set.of(UUID.fromString(claim))).await().indefinitely();

    awaitState("adv", audience, run, "failed");
  }

  @Test
  void a_claim_is_taken_up_by_one_alone() {
    left("update run set state = 'recording', recorded_position = null where run = $1");
    UUID claim = UUID.randomUUID();
    // The service's own instance looks too: whoever comes first holds it.
    var taken = store.takeUp(claim).await().indefinitely();

    assertThat(store.takeUp(UUID.randomUUID()).await().indefinitely()).isEmpty();
    assertThat(
            store
                .fail(new RunId(UUID.fromString(run)), UUID.randomUUID(), RunFailure.INTERNAL_ERROR)
                .await()
                .indefinitely())
        .isFalse();
    taken.ifPresent(_ -> store.release(Set.of(claim)).await().indefinitely());
    awaitState("adv", audience, run, "ready");
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
        .header("Idempotency-Key", "again-" + run)
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
            + ", idempotency_key = 'again-' || run where run = $1");
    forget();
  }

  /** Another instance over the same database. */
  private void started() {
    other = new Runs(store, pairings, steps, claims, permissions, config, vertx);
    other.start(new StartupEvent());
  }

  @AfterEach
  void stop() {
    if (other != null) {
      other.stop(new ShutdownEvent());
    }
  }

  /** As a killed instance leaves it, whose claim is over. */
  private void left(String sql) {
    pool.preparedQuery(
            sql.replace("where", ", claim = gen_random_uuid(), claimed_until = '-infinity' where"))
        .execute(Tuple.of(UUID.fromString(run)))
        .await()
        .indefinitely();
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
