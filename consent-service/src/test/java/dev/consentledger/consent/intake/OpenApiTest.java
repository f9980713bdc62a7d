package dev.consentledger.consent.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engineer of the platform reads first, and what an operator asks. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OpenApiTest {
  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  @Test
  void every_operation_is_described() {
    JsonPath api =
        given()
            .accept("application/json")
            .get("/q/openapi")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(api.getString("info.title")).isEqualTo("Consent Ledger: consent-service");

    Map<String, Map<String, Object>> paths = api.getMap("paths");

    assertThat(paths.keySet())
        .contains(
            "/v1/accounts/{account}/contact-points/{contactPoint}",
            "/v1/accounts/{account}/contact-points/{contactPoint}/grants/{purpose}",
            "/v1/accounts/{account}/consents",
            "/v1/accounts/{account}/history",
            "/v1/accounts:import",
            "/v1/ledger/head",
            "/internal/v1/audiences/{audience}",
            "/internal/v1/audiences/{audience}/runs/{run}");
    paths.forEach((path, operations) ->
        operations.forEach((method, operation) -> {
          if (List.of("get", "put", "post", "delete").contains(method)) {
            var fields = (Map<?, ?>) operation;
            assertThat((String) fields.get("summary")).as(path).isNotBlank();
            assertThat((String) fields.get("description")).as(path).isNotBlank();
          }
        }));
  }

  @Test
  void the_service_is_ready_when_its_database_answers() {
    given().get(ready).then().statusCode(200).body("status", equalTo("UP"));
  }
}
