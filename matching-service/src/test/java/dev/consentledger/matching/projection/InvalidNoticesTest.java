package dev.consentledger.matching.projection;

import static dev.consentledger.matching.projection.Instance.records;
import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.invalid;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.permitted;
import static dev.consentledger.matching.projection.TopicWriter.state;
import static dev.consentledger.matching.projection.TopicWriter.under;
import static dev.consentledger.matching.projection.TopicWriter.watermark;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.matching.MatchingApi;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * From a notice's invalidation on, no grant under it permits anything, whatever the topic keeps.
 */
@QuarkusTest
@TestProfile(WithoutTopic.class)
class InvalidNoticesTest {
  private static final String TOPIC = "topic-1";

  @Inject ProjectionStore store;
  @Inject NoticeSweep sweep;
  @Inject Projection own;
  @Inject TopicFollower ownFollower;
  @Inject Pool pool;

  private final ManualClock clock = new ManualClock();

  @BeforeEach
  void empty_the_database() {
    List.of("permission", "account", "projection_cursor", "notice")
        .forEach(table -> sql("delete from " + table));
  }

  private Instance instance() {
    return new Instance(store, clock);
  }

  /** Two under version 1, one under version 2, and one that names none. */
  private PermissionMessage[] story() {
    return new PermissionMessage[] {
      state(1, 10, under("1", permitted(10, 100))),
      state(2, 11, under("2", permitted(11, 100))),
      state(3, 12, permitted(12, 100)),
      state(1, 13, under("1", permitted(10, 100)), under("2", permitted(13, 101))),
      state(4, 14, under("1", permitted(14, 104))),
      watermark(15)
    };
  }

  private static void assertEnded(Instance read) {
    assertThat(read.paired(key(100))).containsExactly("account-2@11");
    assertThat(read.paired(key(101))).containsExactly("account-1@13");
    assertThat(read.paired(key(104))).isEmpty();
    assertThat(read.activeGrants(account(3))).isEmpty();
    assertThat(read.activeGrants(account(4))).isEmpty();
  }

  @Test
  void every_grant_under_it_ends_at_its_position_and_a_position_before_still_has_them() {
    Instance read = instance().readAll(TOPIC, records(0, clock.instant(), story()));
    assertThat(read.paired(key(100)))
        .containsExactly("account-1@10", "account-2@11", "account-3@12");
    Set<Integer> ending = read.activeGrants(account(4));
    var before = read.projection.freeze(1);

    read.deliver(records(6, clock.instant(), invalid("1", 16)));

    assertEnded(read);
    assertThat(ending).hasSize(1).noneMatch(read.projection::isActive);
    List<Long> found = new ArrayList<>();
    before.probe(key(100).high(), key(100).low(), (_, _, _, at) -> found.add(at));
    assertThat(found).containsExactlyInAnyOrder(10L, 11L, 12L);
    before.close();
  }

  @Test
  void a_process_after_a_kill_permits_none_of_them_though_their_rows_are_still_there() {
    instance()
        .readAll(TOPIC, records(0, clock.instant(), story()))
        .deliver(records(6, clock.instant(), invalid("1", 16)));
    assertThat(rows()).isEqualTo(5);

    Instance after = instance();
    after.start(TOPIC, 0, 7);
    after.deliver(records(7, clock.instant(), watermark(17)));

    assertEnded(after);
    await(sweep.step());
    assertThat(rows()).isEqualTo(2);
    Instance swept = instance();
    swept.start(TOPIC, 0, 8);
    swept.deliver(records(8, clock.instant(), watermark(17)));
    assertEnded(swept);
  }

  @Test
  void the_order_of_records_in_a_compacted_topic_does_not_matter() {
    for (int place = 0; place <= 4; place++) {
      List<PermissionMessage> topic = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        if (place == i) {
          topic.add(invalid("1", 20 + i));
        }
        topic.add(lastState(i, 20 + i));
      }
      if (place == 4) {
        topic.add(invalid("1", 25));
      }
      topic.add(watermark(26));
      empty_the_database();

      assertEnded(
          instance()
              .readAll(
                  TOPIC, records(0, clock.instant(), topic.toArray(PermissionMessage[]::new))));
    }
  }

  /** What the story leaves of each account, published again at this position. */
  private static PermissionMessage lastState(int number, long position) {
    return switch (number) {
      case 0 -> state(2, position, under("2", permitted(11, 100)));
      case 1 -> state(3, position, permitted(12, 100));
      case 2 -> state(1, position, under("1", permitted(10, 100)), under("2", permitted(13, 101)));
      default -> state(4, position, under("1", permitted(14, 104)));
    };
  }

  @Test
  void a_state_that_still_names_it_permits_nothing_under_it() {
    Instance read = instance().readAll(TOPIC, records(0, clock.instant(), invalid("1", 9)));

    read.deliver(records(1, clock.instant(), story()));
    assertEnded(read);
    assertThat(rows()).as("nothing is stored that would have to be swept").isEqualTo(2);

    read.deliver(
        records(
            7, clock.instant(), state(4, 18, under("1", permitted(14, 104)), permitted(18, 105))));
    assertThat(read.activeGrants(account(4))).isEmpty();
    read.deliver(records(8, clock.instant(), state(4, 19, under("3", permitted(19, 104)))));
    assertThat(read.paired(key(104))).containsExactly("account-4@19");
  }

  @Test
  void an_invalid_notice_counts_though_its_position_is_a_repeat() {
    Instance read = instance().readAll(TOPIC, records(0, clock.instant(), story()));

    read.deliver(records(6, clock.instant(), invalid("1", 3)));

    assertEnded(read);
    assertThat(read.projection.position().value()).isEqualTo(15);
  }

  @Test
  void a_grant_that_is_told_with_its_notice_at_last_stays_the_same_grant() {
    Instance read =
        instance().readAll(TOPIC, records(0, clock.instant(), state(1, 10, permitted(10, 100))));
    Set<Integer> grant = read.activeGrants(account(1));

    read.deliver(
        records(
            1, clock.instant(), state(1, 10, under("2", permitted(10, 100))), invalid("1", 11)));

    assertThat(read.activeGrants(account(1))).isEqualTo(grant);
    Instance after = instance();
    after.start(TOPIC, 0, 3);
    assertThat(after.activeGrants(account(1))).isEqualTo(grant);
  }

  @Test
  void a_topic_made_anew_tells_again_which_notices_are_invalid() {
    instance()
        .readAll(TOPIC, records(0, clock.instant(), story()))
        .deliver(records(6, clock.instant(), invalid("1", 16)));

    Instance restored = instance();
    restored.readAll("topic-2", records(0, clock.instant(), story()));
    assertThat(restored.paired(key(104))).containsExactly("account-4@14");

    restored.deliver(records(6, clock.instant(), invalid("1", 16)));
    assertEnded(restored);
  }

  @Test
  void rows_go_in_steps_that_show_their_progress() {
    int many = 2 * NoticeSweep.STEP + 5_000;
    Instance read = new Instance(own, ownFollower, clock);
    sql("insert into account values (0, gen_random_uuid(), 'account-1', 1)");
    sql("insert into notice values (1, 'ads', '1', null, 0, 0, 0), (2, 'ads', '2', null, 0, 0, 0)");
    sql(
        "insert into permission select g, 0, 'cp', 'email', g + 1, decode(md5(g::text), 'hex'), 1,"
            + " '{1}', 1 + (g %% 10) / 9 from generate_series(0, %d) g".formatted(many - 1));
    sql(
        "insert into projection_cursor values (1, '%s', 1, %d, %d, 1, 1, false, '{1}', '{1}', 3, 0)"
            .formatted(TOPIC, many, many));
    read.start(TOPIC, 0, 1);
    standing("1").body("position", Matchers.nullValue()).body("applied", Matchers.is(false));

    read.deliver(records(1, clock.instant(), invalid("1", many + 1)));

    assertThat(own.index().activeGrants()).isEqualTo(many / 10);
    standing("1")
        .body("position", Matchers.is(many + 1))
        .body("applied", Matchers.is(true))
        .body("rowsLeft", Matchers.is(many / 10 * 9));
    assertThat(await(sweep.step())).isTrue();
    standing("1").body("rowsLeft", Matchers.is((many - NoticeSweep.STEP) / 10 * 9));
    assertThat(await(sweep.step())).isTrue();
    assertThat(await(sweep.step())).isTrue();
    assertThat(await(sweep.step())).isFalse();
    standing("1").body("rowsLeft", Matchers.is(0));
    assertThat(rows()).isEqualTo(many / 10);
    standing("2").body("position", Matchers.nullValue());
  }

  @Test
  void only_consent_service_asks_how_far_it_has_come() {
    for (String group : List.of("advertiser", "delivery", "auditor", "matching")) {
      given()
          .auth()
          .oauth2(MatchingApi.token("someone", group))
          .get("/internal/v1/notices/ads/versions/1")
          .then()
          .statusCode(403);
    }
  }

  private static ValidatableResponse standing(String version) {
    return given()
        .auth()
        .oauth2(MatchingApi.token("consent-service", "consent"))
        .get("/internal/v1/notices/ads/versions/" + version)
        .then()
        .statusCode(200);
  }

  private long rows() {
    return pool.query("select count(*) from permission")
        .execute()
        .await()
        .indefinitely()
        .iterator()
        .next()
        .getLong(0);
  }

  private void sql(String statement) {
    pool.query(statement).execute().await().indefinitely();
  }

  private static <T> T await(io.smallrye.mutiny.Uni<T> uni) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> uni);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
