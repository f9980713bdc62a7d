package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.notNullValue;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Stack;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class FenceIT {
  @Test
  void a_run_waits_for_a_withdrawal_that_is_not_published_yet(Stack stack, World world)
      throws Exception {
    world.permittedEmail("fence-leaves", "fence.leaves@example.com");
    world.permittedEmail("fence-stays", "fence.stays@example.com");
    String list = "Email\nfence.leaves@example.com\nfence.stays@example.com\n";
    String earlier = world.audienceOf("fence, earlier", list);
    String audience = world.createAudience("fence");
    String run;
    long withdrawal;
    try (var _ = StoppedPublication.stop(stack)) {
      withdrawal = world.withdraw("fence-leaves", "email");

      run = world.upload(audience, list);

      Eventually.see(
          "the run at the fence",
          () -> world.run(audience, run).getString("state"),
          "waiting"::equals);
      world
          .askMembers(earlier)
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue());
      assertThat(world.run(audience, run).getString("state")).isEqualTo("waiting");
    }

    assertThat(world.awaitReady(audience, run).getLong("position"))
        .isGreaterThanOrEqualTo(withdrawal);
    assertThat(world.members(audience)).containsExactly("fence-stays");
    assertThat(world.members(earlier)).containsExactly("fence-stays");
  }

  @Test
  void a_read_that_asks_for_a_position_reflects_it(World world) {
    world.permittedEmail("position", "position@example.com");
    String audience = world.audienceOf("position", "Email\nposition@example.com\n");
    long withdrawal = world.withdraw("position", "email");

    Response answer =
        world
            .as(Role.DELIVERY)
            .header("At-Least-Position", withdrawal)
            .get("/v1/audiences/" + audience + "/members");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.asString()).isBlank();
    world
        .as(Role.DELIVERY)
        .header("At-Least-Position", world.head() + 1_000_000)
        .get("/v1/audiences/" + audience + "/members")
        .then()
        .statusCode(503)
        .body("type", endsWith("/projection-behind"));
  }

  @Test
  void a_projection_that_hears_nothing_answers_503_until_it_hears_again(Stack stack, World world)
      throws Exception {
    world.permittedEmail("stale", "stale@example.com");
    String audience = world.audienceOf("stale", "Email\nstale@example.com\n");
    assertThat(world.contained(audience, "stale")).containsExactly("stale");
    try (var _ = StoppedPublication.stop(stack)) {
      Response stale =
          Eventually.see(
              "a stale projection",
              () -> world.askContains(audience, "stale"),
              answer -> answer.statusCode() == 503);
      stale
          .then()
          .contentType("application/problem+json")
          .body("type", endsWith("/projection-stale"))
          .header("Retry-After", notNullValue());
      assertThat(world.askMembers(audience).statusCode()).isEqualTo(503);
    }

    Eventually.see(
        "a fresh projection",
        () -> world.askContains(audience, "stale").statusCode(),
        status -> status == 200);
    assertThat(world.contained(audience, "stale")).containsExactly("stale");
  }
}
