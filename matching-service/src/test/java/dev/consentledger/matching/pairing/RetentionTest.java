package dev.consentledger.matching.pairing;

import static dev.consentledger.matching.MatchingApi.advertiser;
import static dev.consentledger.matching.MatchingApi.awaitState;
import static dev.consentledger.matching.MatchingApi.key;
import static dev.consentledger.matching.MatchingApi.members;
import static dev.consentledger.matching.MatchingApi.newAudience;
import static dev.consentledger.matching.MatchingApi.run;
import static dev.consentledger.matching.MatchingApi.steerConsent;
import static dev.consentledger.matching.MatchingApi.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.PlainPermissions;
import dev.consentledger.matching.upkeep.Turns;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists go when their time is over, as a clock tells that the test sets. */
@QuarkusTest
@TestProfile(PlainPermissions.class)
class RetentionTest {
  private static final long FAR = 1L << 50;
  private static final Duration EARLY = Duration.ofDays(89);
  private static final Duration LATE = Duration.ofDays(91);

  @Inject FakePermissions permissions;
  @Inject Turns turns;
  @Inject ListsConfig lists;
  @Inject PairingsConfig pairings;
  @Inject Vertx vertx;
  @Inject Pool pool;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final RetentionMetrics metrics = new RetentionMetrics(meters);
  private final String account = "acc-" + UUID.randomUUID();
  private String audience;
  private String run;

  @BeforeEach
  void a_run_that_is_ready_and_no_other_list() {
    permissions.setStale(false);
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    permissions.advanceTo(FAR);
    permissions.grant(account, key(account + "@rt.example"));
    sql("update run set list = 'gone'");
    audience = newAudience("adv");
    run = run("adv", audience, account + "@rt.example\n");
    awaitState("adv", audience, run, "ready");
  }

  @Test
  void a_list_is_kept_until_its_time_is_over_and_its_pairings_are_kept_after() {
    toTheEnd(retention(EARLY));
    get("/list").then().statusCode(200);

    toTheEnd(retention(LATE));

    get("/list")
        .then()
        .statusCode(404)
        .body("type", equalTo("https://consentledger.dev/problems/run-unknown"));
    assertThat(blocks()).isZero();
    get("").then().statusCode(200).body("state", equalTo("ready"));
    assertThat(get("/pairings").then().statusCode(200).extract().asByteArray()).hasSize(48);
    assertThat(members(audience)).containsExactly(account);
    assertThat(counted("consentledger.lists.blocks.deleted")).isOne();
  }

  @Test
  void a_failed_runs_list_goes_too() {
    permissions.setStale(true);
    String failed = run("adv", audience, account + "@rt.example\n");
    awaitState("adv", audience, failed, "failed");
    permissions.setStale(false);
    assertThat(blocksOf(failed)).isPositive();

    toTheEnd(retention(LATE));

    assertThat(blocksOf(failed)).isZero();
  }

  @Test
  void a_run_that_is_not_over_keeps_its_list() {
    steerConsent(new JsonObject().put("recordStatus", 503));
    String recording = run("adv", audience, account + "@rt.example\n");
    awaitState("adv", audience, recording, "recording");

    toTheEnd(retention(LATE));

    assertThat(blocksOf(recording)).isPositive();
    steerConsent(new JsonObject().put("recordStatus", 0));
    awaitState("adv", audience, recording, "ready");
  }

  @Test
  void blocks_go_in_steps_that_another_instance_goes_on_with() {
    sql(
        "insert into list_block select run, g, rows, content from list_block, generate_series(1, 4) g"
            + " where run = '%s'".formatted(run));
    assertThat(blocks()).isEqualTo(5);

    assertThat(step(retention(LATE))).isTrue();
    assertThat(blocks()).isEqualTo(3);
    get("/list").then().statusCode(404);
    assertThat(step(retention(LATE))).isTrue();
    assertThat(step(retention(LATE))).isTrue();

    assertThat(blocks()).isZero();
    assertThat(step(retention(LATE))).isFalse();
    assertThat(counted("consentledger.lists.blocks.deleted")).isEqualTo(5);
  }

  @Test
  void the_oldest_lists_age_is_shown() {
    toTheEnd(retention(EARLY));
    assertThat(age()).isBetween(days(89), days(89) + 600);

    toTheEnd(retention(LATE));
    assertThat(age()).as("none is kept").isZero();
  }

  @Test
  void a_list_that_is_uploaded_again_is_kept_from_then_on() {
    sql(
        "update run set state = 'failed', failure = 'upload_interrupted', idempotency_key = 'again',"
            + " recorded_position = null where run = '%s'".formatted(run));
    toTheEnd(retention(LATE));
    steerConsent(new JsonObject().put("forget", run));
    advertiser("adv")
        .header("Idempotency-Key", "again")
        .contentType("text/csv")
        .body(account + "@rt.example\n")
        .post("/v1/audiences/" + audience + "/lists")
        .then()
        .statusCode(202)
        .body("run", equalTo(run));
    awaitState("adv", audience, run, "ready");

    get("/list").then().statusCode(200);
  }

  @Test
  void pairings_are_kept_for_ever_unless_they_have_a_time() {
    Retention ever = retention(Duration.ofDays(36_000));
    assertThat(ever.pairingStep().await().indefinitely()).isFalse();
    get("/pairings").then().statusCode(200);

    Retention timed = retention(Duration.ofDays(401), Duration.ofDays(400));
    while (timed.pairingStep().await().indefinitely()) {
      // One step after the other.
    }

    get("/pairings").then().statusCode(404);
    assertThat(one("select count(*) from pairing_block where run = '%s'".formatted(run))).isZero();
    get("").then().statusCode(200).body("state", equalTo("ready"));
    assertThat(counted("consentledger.pairings.blocks.deleted")).isPositive();
  }

  private Retention retention(Duration later) {
    return retention(later, pairings.retention());
  }

  private Retention retention(Duration later, Duration pairingsKept) {
    Clock then = Clock.offset(Clock.systemUTC(), later);
    return new Retention(turns, lists, () -> pairingsKept, metrics, then, vertx);
  }

  private static boolean step(Retention retention) {
    return retention.listStep().await().indefinitely();
  }

  private static void toTheEnd(Retention retention) {
    while (step(retention)) {
      // One step after the other.
    }
  }

  private double age() {
    return meters.get("consentledger.lists.oldest.seconds").gauge().value();
  }

  private static double days(int days) {
    return Duration.ofDays(days).toSeconds();
  }

  private double counted(String counter) {
    return meters.get(counter).counter().count();
  }

  private Response get(String part) {
    return given()
        .auth()
        .oauth2(token("consent-service", "consent"))
        .get("/internal/v1/runs/" + run + part);
  }

  private long blocks() {
    return blocksOf(run);
  }

  private long blocksOf(String of) {
    return one("select count(*) from list_block where run = '%s'".formatted(of));
  }

  private long one(String query) {
    return pool.query(query).execute().await().indefinitely().iterator().next().getLong(0);
  }

  private void sql(String statement) {
    pool.query(statement).execute().await().indefinitely();
  }
}
