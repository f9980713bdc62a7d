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

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.PlainPermissions;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(PlainPermissions.class)
class MembershipsTest {
  private static final long FAR = 1L << 50;

  @Inject FakePermissions permissions;
  @Inject Pool pool;

  private final String account = "acc-" + UUID.randomUUID();
  private final SubjectId subject = FakePermissions.subject(account);
  private final String address = account + "@mb.example";
  private long grant;

  @BeforeEach
  void a_person_with_a_grant() {
    permissions.setStale(false);
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    permissions.advanceTo(FAR);
    permissions.grant(account, key(address));
    grant = permissions.position().value();
  }

  @Test
  void every_recorded_run_that_paired_the_person_is_found_with_its_audience_and_grant() {
    String first = newAudience("adv-one");
    String firstRun = ready("adv-one", first, "email\nnobody@mb.example\n" + address + "\n");
    String second = newAudience("adv-two");
    String secondRun = ready("adv-two", second, address + "\n");
    ready("adv-two", second, "somebody-else@mb.example\n");

    JsonPath found = memberships(subject);

    assertThat(found.getList("memberships.run")).containsExactly(firstRun, secondRun);
    assertThat(found.getList("memberships.audience")).containsExactly(first, second);
    assertThat(found.getList("memberships.advertiser")).containsExactly("adv-one", "adv-two");
    assertThat(found.getList("memberships.audienceName"))
        .containsExactly("Spring customers", "Spring customers");
    assertThat(found.getList("memberships.grant", Long.class)).containsExactly(grant, grant);
    assertThat(found.getList("memberships.recordedPosition", Long.class))
        .isSorted()
        .doesNotContainNull();
    assertThat(found.getList("memberships.deletedPosition")).containsOnlyNulls();
  }

  @Test
  void a_deleted_audience_still_tells_when_it_was() {
    String audience = newAudience("adv-three");
    String run = ready("adv-three", audience, address + "\n");
    long deleted =
        advertiser("adv-three")
            .delete("/v1/audiences/" + audience)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getLong("position");

    JsonPath found = memberships(subject);

    assertThat(found.getString("memberships[0].run")).isEqualTo(run);
    assertThat(found.getString("memberships[0].audience")).isEqualTo(audience);
    assertThat(found.getString("memberships[0].advertiser")).isEqualTo("adv-three");
    assertThat(found.getString("memberships[0].audienceName")).isNull();
    assertThat(found.getLong("memberships[0].recordedPosition")).isPositive();
    assertThat(found.getLong("memberships[0].deletedPosition")).isEqualTo(deleted);
  }

  @Test
  void grants_that_ended_since_are_told_and_each_counts_once_a_run() {
    String audience = newAudience("adv-four");
    ready("adv-four", audience, "email\n" + address + "\n" + address + "\n");
    permissions.grant(account, key("second." + address));
    long later = permissions.position().value();
    ready("adv-four", audience, "email\n" + address + "\nsecond." + address + "\n");

    assertThat(memberships(subject).getList("memberships.grant", Long.class))
        .containsExactly(grant, grant, later);
  }

  @Test
  void a_run_counts_only_once_it_is_recorded() {
    steerConsent(new JsonObject().put("recordStatus", 503));
    String audience = newAudience("adv-five");
    String run = run("adv-five", audience, address + "\n");
    awaitState("adv-five", audience, run, "recording");
    assertThat(memberships(subject).getList("memberships")).isEmpty();

    steerConsent(new JsonObject().put("recordStatus", 0));
    awaitState("adv-five", audience, run, "ready");

    assertThat(memberships(subject).getList("memberships.run")).containsExactly(run);
  }

  @Test
  void pairings_from_before_blocks_had_filters_are_found_too() {
    String audience = newAudience("adv-six");
    String run = ready("adv-six", audience, address + "\n");
    sql("update pairing_block set subjects = null where run = $1", UUID.fromString(run));

    assertThat(memberships(subject).getList("memberships.run")).containsExactly(run);
  }

  @Test
  void nothing_is_found_once_the_erasure_is_told() {
    String audience = newAudience("adv-seven");
    ready("adv-seven", audience, address + "\n");
    sql("insert into erasure values ($1, 1, false)", subject.value());

    assertThat(memberships(subject).getList("memberships")).isEmpty();
    sql("delete from erasure where subject = $1", subject.value());
  }

  @Test
  void only_consent_service_asks_and_only_for_a_subject() {
    for (String group : List.of("advertiser", "delivery", "auditor", "matching")) {
      asked(token("someone", group), "{\"subject\": \"" + subject + "\"}").then().statusCode(403);
    }
    for (String body : List.of("{}", "{\"subject\": \"" + account + "\"}")) {
      asked(token("consent-service", "consent"), body)
          .then()
          .statusCode(400)
          .body("type", equalTo("https://consentledger.dev/problems/invalid-request"));
    }
    assertThat(memberships(new SubjectId(UUID.randomUUID())).getList("memberships")).isEmpty();
  }

  private static String ready(String advertiser, String audience, String list) {
    String run = run(advertiser, audience, list);
    awaitState(advertiser, audience, run, "ready");
    return run;
  }

  private static JsonPath memberships(SubjectId subject) {
    return asked(token("consent-service", "consent"), "{\"subject\": \"" + subject + "\"}")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static Response asked(String token, String body) {
    return given()
        .auth()
        .oauth2(token)
        .contentType("application/json")
        .body(body)
        .post("/internal/v1/memberships");
  }

  private void sql(String statement, UUID id) {
    pool.preparedQuery(statement).execute(Tuple.of(id)).await().indefinitely();
  }
}
