package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.consentledger.stack.Role;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(StackExtension.class)
class RubbishIT {
  @ParameterizedTest
  @ValueSource(strings = {"First Name,Last Name,Zip\nAda,Abbot,00000\n", "color\nred\n"})
  void a_list_without_a_column_of_identifiers_is_refused(String csv, World world) {
    upload(world, csv.getBytes(StandardCharsets.UTF_8))
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", endsWith("/unreadable-list"));
  }

  @Test
  void random_bytes_never_make_a_member_and_never_a_500(World world) {
    byte[] bytes = new byte[100_000];
    new SplittableRandom(2019).nextBytes(bytes);
    String audience = world.createAudience("random bytes");

    Response answer = upload(world, audience, bytes);

    assertThat(answer.statusCode()).isIn(202, 400, 422);
    if (answer.statusCode() == 202) {
      world.awaitEnd(audience, answer.jsonPath().getString("run"));
    }
    assertSilent(answer);
    Response members = world.askMembers(audience);
    assertThat(members.statusCode()).isLessThan(500);
    assertThat(members.asString()).doesNotContain("\"account\"");
  }

  @Test
  void broken_gzip_is_refused(World world) {
    String audience = world.createAudience("broken gzip");
    byte[] bytes = Bodies.gzip("Email\nada@example.com\n");
    bytes[bytes.length / 2] ^= 0x55;

    Response answer =
        world
            .as(Role.ADVERTISER)
            .header("Content-Type", "text/csv")
            .header("Content-Encoding", "gzip")
            .body(bytes)
            .post("/v1/audiences/" + audience + "/lists");

    assertThat(answer.statusCode()).isBetween(400, 499);
    assertSilent(answer);
  }

  @Test
  void bad_rows_are_counted_by_reason_and_never_shown(World world) {
    world.permittedEmail("good-row", "good.row@example.com");
    String audience = world.createAudience("bad rows");
    String run =
        world.upload(
            audience, "Email,Phone\nnot-an-address-at-all,\n,\n,++12\ngood.row@example.com,\n");

    JsonPath ready = world.awaitReady(audience, run);

    assertThat(ready.getInt("rows.received")).isEqualTo(4);
    assertThat(ready.getInt("rows.accepted")).isEqualTo(1);
    assertThat(ready.getMap("rows.rejected").values().stream().mapToInt(n -> (int) n).sum())
        .isEqualTo(3);
    assertThat(ready.prettify()).doesNotContain("not-an-address-at-all");
    assertThat(world.members(audience)).containsExactly("good-row");
  }

  @Test
  void another_media_type_is_refused(World world) {
    String audience = world.createAudience("media type");
    world
        .as(Role.ADVERTISER)
        .header("Content-Type", "image/png")
        .body(new byte[] {1, 2, 3})
        .post("/v1/audiences/" + audience + "/lists")
        .then()
        .statusCode(415)
        .body("type", endsWith("/unsupported-media-type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"kind\":\"fax\",\"value\":\"x\"}",
        "{\"kind\":\"email\",\"value\":\"secret-address-without-at\",\"collectedFor\":[]}",
        "{\"kind\":\"phone\",\"value\":\"call me maybe\",\"collectedFor\":[\"no.such.purpose\"]}"
      })
  void a_malformed_contact_point_is_refused_without_repeating_it(String body, World world) {
    Response answer =
        world
            .as(Role.WRITER)
            .contentType("application/json")
            .body(body)
            .put("/v1/accounts/rubbish/contact-points/email");

    answer
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", endsWith("/invalid-request"));
    assertSilent(answer);
    assertThat(answer.asString())
        .doesNotContain("secret-address-without-at")
        .doesNotContain("call me maybe");
  }

  @Test
  void what_is_not_there_is_a_problem_without_internals(World world) {
    for (String path :
        new String[] {"/v1/nothing", "/v1/accounts/nobody-at-all/consents", "/v1/audiences/xyz"}) {
      Role role = path.contains("audiences") ? Role.ADVERTISER : Role.READER;
      Response answer = world.as(role).get(path);
      assertThat(answer.statusCode()).isIn(400, 404);
      assertSilent(answer);
    }
  }

  private static Response upload(World world, byte[] body) {
    return upload(world, world.createAudience("rubbish"), body);
  }

  private static Response upload(World world, String audience, byte[] body) {
    return world
        .as(Role.ADVERTISER)
        .header("Content-Type", "text/csv")
        .body(body)
        .post("/v1/audiences/" + audience + "/lists");
  }

  /** No class name, driver's word or stack trace in any answer. */
  private static void assertSilent(Response answer) {
    assertThat(answer.asString())
        .doesNotContain("Exception", "java.", "dev.consentledger", "io.vertx", "org.", "\tat ");
  }
}
