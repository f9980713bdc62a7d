package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A regulator asks the running system, through the gateway, and checks offline. */
@ExtendWith(StackExtension.class)
class AuditIT {
  @TempDir Path folder;

  @Test
  void a_run_is_paired_again_its_impact_is_told_and_both_are_proved_offline(World world)
      throws IOException {
    long before = world.head();
    world.register("audited-security", "phone", "phone", "+14155550171", "security.two_factor");
    world.permittedEmail("audited-stays", "audited.stays@example.com");
    world.permittedEmail("audited-leaves", "audited.leaves@example.com");
    String audience = world.createAudience("audited");
    String run =
        world.upload(
            audience,
            """
            Email,Phone
            audited.stays@example.com,+14155550171
            audited.leaves@example.com,
            ,+14155550171
            """);
    world.awaitReady(audience, run);
    world.withdraw("audited-leaves", "email");

    JsonPath replayed = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    JsonPath everybody =
        Replays.replay(world, "{\"kind\":\"impact\",\"positionFrom\":" + before + "}");
    JsonPath bySecurity =
        Replays.replay(world, "{\"kind\":\"impact\",\"collectedFor\":[\"security.two_factor\"]}");

    assertThat(replayed.getList("result.differences")).isEmpty();
    assertThat(replayed.getLong("result.pairings")).isEqualTo(2);
    assertThat(bySecurity.getLong("result.pairings")).isZero();
    assertThat(Replays.accounts(world, everybody)).contains("audited-stays", "audited-leaves");
    assertThat(Replays.accounts(world, everybody)).doesNotContain("audited-security");
    for (JsonPath each : List.of(replayed, everybody, bySecurity)) {
      assertThat(Replays.verified(world, folder, each).failure()).isEmpty();
    }
  }

  @Test
  void a_deleted_audience_takes_its_list_along_and_leaves_the_evidence(World world)
      throws IOException {
    long before = world.head();
    world.permittedEmail("deleted-audience", "deleted.audience@example.com");
    String audience = world.createAudience("deleted");
    String run = world.upload(audience, "deleted.audience@example.com\n");
    world.awaitReady(audience, run);
    world.as(Role.ADVERTISER).delete("/v1/audiences/" + audience).then().statusCode(200);

    JsonPath replayed = Replays.ended(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    JsonPath impact =
        Replays.replay(world, "{\"kind\":\"impact\",\"positionFrom\":" + before + "}");

    assertThat(replayed.getBoolean("result.listGone")).isTrue();
    assertThat(replayed.getList("result.differences")).isEmpty();
    assertThat(Replays.verified(world, folder, replayed).failure()).isEmpty();
    assertThat(Replays.accounts(world, impact)).contains("deleted-audience");
    assertThat(Replays.verified(world, folder, impact).failure()).isEmpty();
  }

  @Test
  void the_ledger_and_an_account_are_proved_and_nobody_but_an_auditor_asks(World world)
      throws IOException {
    world.permittedEmail("audited-account", "audited.account@example.com");

    JsonPath ledger = Replays.replay(world, "{\"kind\":\"ledger\"}");
    JsonPath account =
        Replays.replay(world, "{\"kind\":\"account\",\"account\":\"audited-account\"}");

    assertThat(ledger.getList("result.differences")).isEmpty();
    assertThat(Replays.verified(world, folder, ledger).isVerified()).isTrue();
    assertThat(account.getString("result.contactPoints[0].grants[0].state")).isEqualTo("active");
    assertThat(Replays.verified(world, folder, account).isVerified()).isTrue();
    for (Role role : List.of(Role.ADVERTISER, Role.READER, Role.WRITER, Role.DELIVERY)) {
      assertThat(world.as(role).get(Replays.PATH).statusCode()).isEqualTo(403);
    }
  }
}
