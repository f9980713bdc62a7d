package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the matching-service records. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AudiencesApiTest {
  private static final String SHOP = "{\"advertiser\":\"shop\"}";

  @Test
  void an_audiences_life_is_recorded_once() {
    String audience = path();
    long created = position(put(audience, SHOP));
    assertThat(position(put(audience, SHOP))).isEqualTo(created);

    String run = audience + "/runs/" + UUID.randomUUID();
    long recorded = position(put(run, run(412)));
    assertThat(position(put(run, run(412)))).isEqualTo(recorded).isGreaterThan(created);

    long deleted = position(matching().delete(audience).then());
    assertThat(position(matching().delete(audience).then()))
        .isEqualTo(deleted)
        .isGreaterThan(recorded);
  }

  @Test
  void another_result_for_the_same_run_is_409() {
    String audience = path();
    put(audience, SHOP).statusCode(200);
    String run = audience + "/runs/" + UUID.randomUUID();
    put(run, run(412)).statusCode(200);

    isProblem(put(run, run(413)), 409, "run-differs");
  }

  @Test
  void nothing_is_recorded_in_an_unknown_or_deleted_audience() {
    String audience = path();
    String run = audience + "/runs/" + UUID.randomUUID();
    isProblem(put(run, run(412)), 404, "audience-unknown");
    isProblem(matching().delete(audience).then(), 404, "audience-unknown");

    put(audience, SHOP).statusCode(200);
    matching().delete(audience).then().statusCode(200);

    isProblem(put(run, run(412)), 404, "audience-unknown");
    isProblem(put(audience, SHOP), 404, "audience-unknown");
  }

  @Test
  void another_advertisers_audience_is_unknown() {
    String audience = path();
    put(audience, SHOP).statusCode(200);

    isProblem(put(audience, SHOP.replace("shop", "other")), 404, "audience-unknown");
  }

  @Test
  void a_bad_run_is_400_and_names_the_field() {
    String run = path() + "/runs/" + UUID.randomUUID();

    isProblem(put(run, run(-1)), 400, "invalid-request")
        .body("violations.field", hasItem("pairings"));
    isProblem(put(run, run(1).replace("cdcd", "zz")), 400, "invalid-request")
        .body("violations.field", hasItem("resultRoot"));
    isProblem(put(run, run(1).replace("\"pairings\":1,", "")), 400, "invalid-request")
        .body("violations.field", hasItem("pairings"));
    isProblem(put("/internal/v1/audiences/one/runs/two", run(1)), 400, "invalid-request")
        .body("violations.field", hasItem("audience"));
  }

  private static String path() {
    return "/internal/v1/audiences/" + UUID.randomUUID();
  }

  private static String run(long pairings) {
    return """
    {"advertiser":"shop","listDigest":"%s","position":1,"resultRoot":"%s","rowsReceived":1000,
     "rowsAccepted":990,"pairings":%d,"matchSecretVersion":1}
    """
        .formatted("ab".repeat(32), "cd".repeat(32), pairings);
  }

  private static RequestSpecification matching() {
    return Api.as(Groups.MATCHING);
  }

  private static ValidatableResponse put(String path, String body) {
    return matching().contentType(ContentType.JSON).body(body).put(path).then();
  }

  private static long position(ValidatableResponse answer) {
    return answer.statusCode(200).extract().jsonPath().getLong("position");
  }

  private static ValidatableResponse isProblem(
      ValidatableResponse answer, int status, String name) {
    return answer
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("https://consentledger.dev/problems/" + name));
  }
}
