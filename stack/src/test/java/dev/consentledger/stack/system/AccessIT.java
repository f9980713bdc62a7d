package dev.consentledger.stack.system;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(StackExtension.class)
class AccessIT {
  private static final String SOME_AUDIENCE = "/v1/audiences/00000000-0000-4000-8000-000000000001";

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/ledger/head",
    "GET, /v1/accounts/somebody/consents",
    "GET, /v1/accounts/somebody/history",
    "DELETE, /v1/accounts/somebody/contact-points/email",
    "POST, /v1/accounts:import",
    "POST, /v1/audiences",
    "GET, " + SOME_AUDIENCE + "/members",
    "POST, " + SOME_AUDIENCE + "/members:contains"
  })
  void without_a_valid_token_nothing_is_answered(
      String method, String path, Stack stack, World world) {
    String forged = stack.token(Role.WRITER).replaceAll("[^.]{8}$", "AAAAAAAA");
    for (Response answer :
        List.of(
            world.asNobody().request(method, path),
            world.asBearer("rubbish").request(method, path),
            world.asBearer(forged).request(method, path))) {
      answer
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .body("type", endsWith("/unauthenticated"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "READER, PUT, /v1/accounts/somebody/contact-points/email",
    "ADVERTISER, DELETE, /v1/accounts/somebody/contact-points/email/grants/analytics.measurement",
    "DELIVERY, POST, /v1/accounts:import",
    "WRITER, GET, /v1/accounts/somebody/consents",
    "ADVERTISER, GET, /v1/accounts/somebody/history",
    "WRITER, POST, /v1/audiences",
    "DELIVERY, POST, " + SOME_AUDIENCE + "/lists",
    "ADVERTISER, GET, " + SOME_AUDIENCE + "/members",
    "ADVERTISER, POST, " + SOME_AUDIENCE + "/members:contains",
    "DELIVERY, DELETE, " + SOME_AUDIENCE
  })
  void a_token_of_another_group_is_forbidden(Role role, String method, String path, World world) {
    world
        .as(role)
        .contentType("application/json")
        .body("{}")
        .request(method, path)
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", endsWith("/forbidden"));
  }

  @Test
  void every_group_of_the_front_door_may_read_the_head_and_an_operator_may_not(World world) {
    for (Role role : Role.values()) {
      int status = role == Role.OPERATOR ? 403 : 200;
      world.as(role).get("/v1/ledger/head").then().statusCode(status);
    }
  }

  @Test
  void another_advertiser_s_audience_is_unknown(World world) {
    world.permittedEmail("owned", "owned@example.com");
    String audience = world.createAudience("owned");
    String run = world.upload(audience, "Email\nowned@example.com\n");
    world.awaitReady(audience, run);
    String path = "/v1/audiences/" + audience;

    for (Response answer :
        List.of(
            world.as(Role.OTHER_ADVERTISER).get(path),
            world.as(Role.OTHER_ADVERTISER).get(path + "/runs/" + run),
            world
                .as(Role.OTHER_ADVERTISER)
                .contentType("text/csv")
                .body("Email\nowned@example.com\n")
                .post(path + "/lists"),
            world.as(Role.OTHER_ADVERTISER).delete(path))) {
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.contentType()).startsWith("application/problem+json");
    }
    assertThat(world.members(audience)).containsExactly("owned");
    world.as(Role.ADVERTISER).get(path).then().statusCode(200);
  }

  @Test
  void a_deleted_audience_is_gone_for_everybody(World world) {
    world.permittedEmail("deleted", "deleted@example.com");
    String audience = world.audienceOf("deleted", "Email\ndeleted@example.com\n");
    assertThat(world.members(audience)).containsExactly("deleted");

    Response deleted = world.as(Role.ADVERTISER).delete("/v1/audiences/" + audience);

    assertThat(deleted.statusCode()).isBetween(200, 204);
    assertThat(world.askMembers(audience).statusCode()).isEqualTo(404);
    world.as(Role.ADVERTISER).get("/v1/audiences/" + audience).then().statusCode(404);
  }

  @Test
  void an_advertiser_never_learns_a_small_audience_s_size(World world) {
    world.permittedEmail("small", "small@example.com");
    String audience = world.createAudience("small");
    String run = world.upload(audience, "Email\nsmall@example.com\nnobody@example.com\n");
    world.awaitReady(audience, run);

    String view = world.as(Role.ADVERTISER).get("/v1/audiences/" + audience).asString();
    assertThat(view).doesNotContain("\"size\":1");
    assertThat(world.run(audience, run).prettify()).doesNotContain("pair");
  }

  @Test
  void the_services_trust_no_network(Stack stack) {
    for (ServiceName service : List.of(ServiceName.CONSENT, ServiceName.MATCHING)) {
      String path = service == ServiceName.CONSENT ? "/v1/ledger/head" : SOME_AUDIENCE + "/members";
      given().baseUri(stack.service(service).url()).get(path).then().statusCode(401);
    }
  }

  @Test
  void what_services_tell_each_other_is_not_routed(Stack stack, World world) {
    String path = "/internal/v1/audiences/00000000-0000-4000-8000-000000000001";

    world.as(Role.ADVERTISER).delete(path).then().statusCode(404);

    given()
        .baseUri(stack.service(ServiceName.CONSENT).url())
        .header("Authorization", "Bearer " + stack.token(Role.ADVERTISER))
        .delete(path)
        .then()
        .statusCode(403);
  }
}
