package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.evidence.EvidenceBundle;
import dev.consentledger.kernel.evidence.Trust;
import dev.consentledger.kernel.evidence.Verification;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.stack.Role;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A regulator asks the running system, through the gateway, and checks offline. */
@ExtendWith(StackExtension.class)
class AuditIT {
  private static final String REPLAYS = "/v1/audit/replays";

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

    JsonPath replayed = replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    JsonPath everybody = replay(world, "{\"kind\":\"impact\",\"positionFrom\":" + before + "}");
    JsonPath bySecurity =
        replay(world, "{\"kind\":\"impact\",\"collectedFor\":[\"security.two_factor\"]}");

    assertThat(replayed.getList("result.differences")).isEmpty();
    assertThat(replayed.getLong("result.pairings")).isEqualTo(2);
    assertThat(bySecurity.getLong("result.pairings")).isZero();
    assertThat(accounts(world, everybody)).contains("audited-stays", "audited-leaves");
    assertThat(accounts(world, everybody)).doesNotContain("audited-security");
    for (JsonPath each : List.of(replayed, everybody, bySecurity)) {
      assertThat(verified(world, each).failure()).isEmpty();
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

    JsonPath replayed = ended(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    JsonPath impact = replay(world, "{\"kind\":\"impact\",\"positionFrom\":" + before + "}");

    assertThat(replayed.getString("failure.reason")).isEqualTo("list-gone");
    assertThat(accounts(world, impact)).contains("deleted-audience");
    assertThat(verified(world, impact).failure()).isEmpty();
  }

  @Test
  void the_ledger_and_an_account_are_proved_and_nobody_but_an_auditor_asks(World world)
      throws IOException {
    world.permittedEmail("audited-account", "audited.account@example.com");

    JsonPath ledger = replay(world, "{\"kind\":\"ledger\"}");
    JsonPath account = replay(world, "{\"kind\":\"account\",\"account\":\"audited-account\"}");

    assertThat(ledger.getList("result.differences")).isEmpty();
    assertThat(verified(world, ledger).isVerified()).isTrue();
    assertThat(account.getString("result.contactPoints[0].grants[0].state")).isEqualTo("active");
    assertThat(verified(world, account).isVerified()).isTrue();
    for (Role role : List.of(Role.ADVERTISER, Role.READER, Role.WRITER, Role.DELIVERY)) {
      assertThat(world.as(role).get(REPLAYS).statusCode()).isEqualTo(403);
    }
  }

  static JsonPath replay(World world, String question) {
    JsonPath ended = ended(world, question);
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("done");
    return ended;
  }

  private static JsonPath ended(World world, String question) {
    String replay =
        world
            .as(Role.AUDITOR)
            .contentType("application/json")
            .body("{\"reason\":\"A system test\"," + question.substring(1))
            .post(REPLAYS)
            .then()
            .statusCode(202)
            .extract()
            .path("replay");
    return Eventually.see(
        "the end of the replay",
        () -> world.as(Role.AUDITOR).get(REPLAYS + "/" + replay).jsonPath(),
        seen -> Set.of("done", "failed").contains(seen.getString("state")));
  }

  private static List<String> accounts(World world, JsonPath replay) {
    Response answer =
        world
            .as(Role.AUDITOR)
            .header("Audit-Reason", "A system test")
            .get(REPLAYS + "/" + replay.getString("replay") + "/accounts");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.asString().lines().map(line -> JsonPath.from(line).getString("account")).toList();
  }

  private Verification verified(World world, JsonPath replay) throws IOException {
    Response answer =
        world.as(Role.AUDITOR).get(REPLAYS + "/" + replay.getString("replay") + "/bundle");
    assertThat(answer.statusCode()).as(answer.contentType()).isEqualTo(200);
    Path file = folder.resolve(replay.getString("replay") + ".zip");
    Files.write(file, answer.asByteArray());
    VerifierKey key = VerifierKey.parse(world.as(Role.AUDITOR).get("/log/vkey").asString().strip());
    try (var bundle = EvidenceBundle.open(file)) {
      return Verification.of(bundle, Trust.inKey(key), (_, _, _) -> {});
    }
  }
}
