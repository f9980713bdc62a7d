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

/** What a regulator asks of the running system. */
final class Replays {
  static final String PATH = "/v1/audit/replays";

  private Replays() {}

  /** The replay's answer, done. */
  static JsonPath replay(World world, String question) {
    JsonPath ended = ended(world, question);
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("done");
    return ended;
  }

  /** The replay's answer, done or failed. */
  static JsonPath ended(World world, String question) {
    String replay =
        world
            .as(Role.AUDITOR)
            .contentType("application/json")
            .body("{\"reason\":\"A system test\"," + question.substring(1))
            .post(PATH)
            .then()
            .statusCode(202)
            .extract()
            .path("replay");
    return awaited(world, replay);
  }

  /** The answer of a replay that was begun before, done or failed. */
  static JsonPath awaited(World world, String replay) {
    return Eventually.see(
        "the end of the replay",
        () -> world.as(Role.AUDITOR).get(PATH + "/" + replay).jsonPath(),
        seen -> Set.of("done", "failed").contains(seen.getString("state")));
  }

  static List<String> accounts(World world, JsonPath replay) {
    Response answer =
        world
            .as(Role.AUDITOR)
            .header("Audit-Reason", "A system test")
            .get(PATH + "/" + replay.getString("replay") + "/accounts");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.asString().lines().map(line -> JsonPath.from(line).getString("account")).toList();
  }

  /** Checks the replay's bundle offline, with the log's key alone. */
  static Verification verified(World world, Path folder, JsonPath replay) throws IOException {
    Response answer =
        world.as(Role.AUDITOR).get(PATH + "/" + replay.getString("replay") + "/bundle");
    assertThat(answer.statusCode()).as(answer.contentType()).isEqualTo(200);
    Path file = folder.resolve(replay.getString("replay") + ".zip");
    Files.write(file, answer.asByteArray());
    VerifierKey key = VerifierKey.parse(world.as(Role.AUDITOR).get("/log/vkey").asString().strip());
    try (var bundle = EvidenceBundle.open(file)) {
      return Verification.of(bundle, Trust.inKey(key), (_, _, _) -> {});
    }
  }
}
