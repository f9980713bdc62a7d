package dev.consentledger.matching.pairing;

import static dev.consentledger.matching.MatchingApi.awaitState;
import static dev.consentledger.matching.MatchingApi.key;
import static dev.consentledger.matching.MatchingApi.members;
import static dev.consentledger.matching.MatchingApi.newAudience;
import static dev.consentledger.matching.MatchingApi.run;
import static dev.consentledger.matching.MatchingApi.steerConsent;
import static dev.consentledger.matching.MatchingApi.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.evidence.PairingRecord.Erased;
import dev.consentledger.kernel.evidence.PairingRecord.Whole;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.PlainPermissions;
import dev.consentledger.matching.intake.CpuPool;
import dev.consentledger.matching.pairing.PairingStore.Attempt;
import dev.consentledger.matching.pairing.PairingStore.PairingBlock;
import dev.consentledger.matching.upkeep.Turns;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A told erasure leaves no stored pairing that names the person, and every root as it was. */
@QuarkusTest
@TestProfile(PlainPermissions.class)
class PairingErasureTest {
  private static final long FAR = 1L << 50;

  @Inject FakePermissions permissions;
  @Inject PairingStore pairings;
  @Inject Turns turns;
  @Inject CpuPool cpu;
  @Inject ErasureConfig config;
  @Inject ErasureMetrics metrics;
  @Inject Vertx vertx;
  @Inject Pool pool;

  private final String gone = "acc-" + UUID.randomUUID();
  private final String stays = "acc-" + UUID.randomUUID();
  private final SubjectId erased = FakePermissions.subject(gone);
  private String audience;
  private String run;
  private String root;
  private long grant;

  @BeforeEach
  void two_people_in_one_run() {
    permissions.setStale(false);
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    permissions.advanceTo(FAR);
    permissions.grant(gone, key(gone + "@er.example"), key("both" + gone + "@er.example"));
    grant = permissions.position().value();
    permissions.grant(stays, key(stays + "@er.example"), key("both" + gone + "@er.example"));
    audience = newAudience("adv");
    run =
        run(
            "adv",
            audience,
            "email\n%s@er.example\n%s@er.example\nboth%s@er.example\n"
                .formatted(gone, stays, gone));
    root = awaitState("adv", audience, run, "ready").path("resultRoot");
  }

  @AfterEach
  void nothing_is_left_to_do() {
    sql("update run set state = 'ready' where state = 'pairing'");
    sql("delete from projection_cursor");
    toTheEnd();
    assertThat(count("erasure")).isZero();
    assertThat(count("erasure_pass")).isZero();
  }

  @Test
  void every_pairing_of_the_person_is_erased_in_place_and_the_root_is_the_same() {
    assertThat(namings()).isOne();
    tell(FAR + 1);

    toTheEnd();

    assertThat(namings()).isZero();
    List<PairingRecord> records = records();
    assertThat(records).hasSize(4);
    assertThat(records.stream().filter(Erased.class::isInstance))
        .hasSize(2)
        .allMatch(record -> record.grant().value() == grant);
    assertThat(records.stream().filter(Whole.class::isInstance).map(Whole.class::cast))
        .hasSize(2)
        .allMatch(whole -> whole.leaf().subject().equals(FakePermissions.subject(stays)));
    assertThat(root(records)).isEqualTo(root);
    assertThat(members(audience)).as("bitmaps hold ordinals").contains(stays);
    assertThat(count("erasure")).as("the subject is forgotten").isZero();
  }

  @Test
  void a_repeat_of_the_tombstone_finds_nothing_and_changes_nothing() {
    tell(FAR + 1);
    toTheEnd();
    List<PairingRecord> once = records();

    tell(FAR + 1);
    toTheEnd();

    assertThat(records()).isEqualTo(once);
  }

  @Test
  void a_pass_goes_on_elsewhere_after_a_kill_at_any_step() {
    UUID attempt = manyBlocks();
    tell(FAR + 1);
    int steps = 0;
    // Each step by another instance: nothing of the one before but its commits is left.
    while (await(instance().step())) {
      steps++;
      if (steps == 2) {
        assertThat(namings()).as("half way").isPositive();
      }
    }

    assertThat(steps).isGreaterThan(3);
    assertThat(namings()).isZero();
    sql("delete from pairing_block where attempt = '" + attempt + "'");
  }

  @Test
  void two_instances_at_once_erase_the_same() {
    UUID attempt = manyBlocks();
    tell(FAR + 1);

    CompletableFuture.allOf(
            CompletableFuture.runAsync(this::toTheEnd), CompletableFuture.runAsync(this::toTheEnd))
        .join();
    toTheEnd();

    assertThat(namings()).isZero();
    assertThat(root(records())).isEqualTo(root);
    sql("delete from pairing_block where attempt = '" + attempt + "'");
  }

  @Test
  void a_run_that_pairs_before_the_erasure_and_stores_after_it_is_waited_for() {
    sql(
        "update run set state = 'pairing', claimed_until = 'infinity', attempt_position = %d"
                .formatted(FAR)
            + " where run = '%s'".formatted(run));
    tell(FAR + 1);
    assertThat(await(instance().step())).isFalse();
    UUID late = manyBlocks();
    assertThat(await(instance().step())).as("it may store more").isFalse();
    assertThat(namings()).isPositive();

    sql("update run set state = 'ready' where run = '%s'".formatted(run));
    toTheEnd();

    assertThat(namings()).isZero();
    sql("delete from pairing_block where attempt = '" + late + "'");
  }

  @Test
  void no_run_pairs_at_a_position_before_an_erasure_that_was_told() {
    cursorWithErasureAt(permissions.position().value() + 5);
    String behind = run("adv", audience, gone + "@er.example\n");
    awaitState("adv", audience, behind, "failed")
        .then()
        .body("failure.reason", equalTo("projection_behind"));
    assertThat(blocksOf(behind)).isZero();

    permissions.advanceTo(permissions.position().value() + 5);
    String after = run("adv", audience, stays + "@er.example\n");

    long position =
        awaitState("adv", audience, after, "ready").body().jsonPath().getLong("position");
    assertThat(position).isGreaterThanOrEqualTo(permissions.position().value());
  }

  @Test
  void an_attempt_that_another_hand_followed_stores_nothing_more() {
    sql(
        "update run set state = 'pairing', claimed_until = 'infinity' where run = '%s'"
            .formatted(run));
    RunId id = new RunId(UUID.fromString(run));
    Attempt first = pairings.attempt(id);
    await(first.begin(new Position(FAR)));
    Attempt second = pairings.attempt(id);
    await(second.begin(new Position(FAR)));

    assertThatThrownBy(() -> await(first.append(PairingBlock.of(leaf(1), leaf(1).length))))
        .isInstanceOf(RunGone.class);
    await(second.append(PairingBlock.of(leaf(1), leaf(1).length)));
    await(second.forget());
    cursorWithErasureAt(FAR + 9);
    assertThatThrownBy(() -> await(pairings.attempt(id).begin(new Position(FAR + 8))))
        .isInstanceOf(ErasedSince.class);
    sql("update run set state = 'ready' where run = '%s'".formatted(run));
  }

  private PairingErasure instance() {
    return new PairingErasure(turns, cpu, config, metrics, vertx);
  }

  private void toTheEnd() {
    PairingErasure instance = instance();
    while (await(instance.step())) {
      // One step after the other.
    }
  }

  private void tell(long position) {
    sql("insert into erasure values ('%s', %d, false)".formatted(erased, position));
  }

  private void cursorWithErasureAt(long position) {
    sql(
        "insert into projection_cursor (id, topic_id, next_offset, position, next_grant_ordinal,"
            + " next_account_ordinal, next_notice, generation, sweeping, erased_position,"
            + " match_secrets_published, match_secrets_complete)"
            + " values (1, 't', 0, 0, 0, 0, 1, 1, false, %d, '{}', '{}')".formatted(position));
  }

  /** Some steps of blocks with a pairing of the person in each. */
  private UUID manyBlocks() {
    UUID attempt = UUID.randomUUID();
    for (int number = 0; number < 3 * PairingErasure.STEP; number++) {
      byte[] content = leaf(number + 1L);
      pool.preparedQuery("insert into pairing_block values ($1, $2, $3, $4, $5)")
          .execute(
              Tuple.of(
                  attempt,
                  number,
                  UUID.fromString(run),
                  Buffer.buffer(content),
                  number % 2 == 0 ? Buffer.buffer(SubjectFilter.of(content)) : null))
          .await()
          .indefinitely();
    }
    return attempt;
  }

  private byte[] leaf(long row) {
    return new PairingLeaf(row, key(gone), erased, new Position(grant)).bytes();
  }

  /** Blocks whose bytes hold the subject. */
  private long namings() {
    String hex = erased.toString().replace("-", "");
    return one(
        "select count(*) from pairing_block where position('\\x%s'::bytea in content) > 0"
            .formatted(hex));
  }

  private long blocksOf(String id) {
    return one("select count(*) from pairing_block where run = '%s'".formatted(id));
  }

  private long count(String table) {
    return one("select count(*) from " + table);
  }

  private long one(String query) {
    RowSet<Row> rows = pool.query(query).execute().await().indefinitely();
    return rows.iterator().next().getLong(0);
  }

  private void sql(String statement) {
    pool.query(statement).execute().await().indefinitely();
  }

  private List<PairingRecord> records() {
    byte[] bytes =
        given()
            .auth()
            .oauth2(token("consent-service", "consent"))
            .get("/internal/v1/runs/" + run + "/pairings")
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    List<PairingRecord> records = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += PairingRecord.BYTES) {
      records.add(PairingRecord.ofBytes(Arrays.copyOfRange(bytes, at, at + PairingRecord.BYTES)));
    }
    return records;
  }

  private static String root(List<PairingRecord> records) {
    var tree = new RootBuilder();
    var hasher = new TreeHasher();
    records.forEach(each -> tree.addLeafHash(each.leafHash(hasher)));
    return tree.root().hex();
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().indefinitely();
  }
}
