package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The match secret is rotated by the operator's own command while everybody goes on. */
@ExtendWith(StackExtension.class)
class SecretRotationIT {
  private static final int STAYING = 40;

  @TempDir Path folder;

  @Test
  void a_rotation_is_noticed_by_nobody_and_leaves_no_key_of_the_old_secret(Stack stack, World world)
      throws Exception {
    var rotate = new Rotate(stack, folder);
    int old = versions(rotate).getLast();
    Set<String> staying = permitted(world);
    String list = list(staying);
    String before = world.createAudience("before the rotation");
    String runBefore = world.upload(before, list);
    world.awaitReady(before, runBefore);
    String rootBefore = replayedRoot(world, runBefore);
    Set<java.nio.file.attribute.PosixFilePermission> mode =
        Files.getPosixFilePermissions(rotate.secretFile());

    AtomicInteger writes;
    AtomicInteger uploads;
    AtomicInteger reads;
    try (var traffic = new Traffic()) {
      writes = traffic.again("writer", round -> write(world, before, round));
      uploads = traffic.again("uploader", _ -> assertThat(paired(world, list)).isEqualTo(staying));
      reads = traffic.again("reader", _ -> assertThat(world.members(before)).isEqualTo(staying));

      rotate.killedAt("Every instance has read");
      String said = rotate.matchSecret();
      assertThat(said).contains("Done: new lists are hashed under version " + (old + 1));
      awaitRounds(uploads);
      assertThat(rotate.matchSecret()).as("twice").contains("that rotation goes on");
      assertThat(rotate.matchSecret("status")).contains("complete: " + old + " " + (old + 1));
      assertThat(rotate.matchSecret("retire")).contains("Done: version " + old + " is retired");
      awaitRounds(uploads);
      awaitRounds(writes);
      awaitRounds(reads);
    }

    assertThat(versions(rotate)).endsWith(old, old + 1).doesNotHaveDuplicates();
    assertThat(Files.getPosixFilePermissions(rotate.secretFile()))
        .as(PosixFilePermissions.toString(mode))
        .isEqualTo(mode);
    assertThat(world.members(before)).isEqualTo(staying);
    assertThat(paired(world, list)).isEqualTo(staying);
    assertThat(rowsWithKeysOf(stack, old)).isZero();
    assertThat(rowsWithKeysOf(stack, old + 1)).isGreaterThanOrEqualTo(STAYING);
    assertThat(versionsInTopic(stack)).containsExactly(old + 1);
    assertThat(replayedRoot(world, runBefore)).as("a run of before").isEqualTo(rootBefore);
    assertThat(rotate.matchSecret("retire")).contains("nothing to retire");
  }

  @Test
  void nobody_but_an_operator_asks(Stack stack, World world) {
    for (ServiceName service : List.of(ServiceName.CONSENT, ServiceName.MATCHING)) {
      String url = stack.service(service).url() + "/internal/v1/operations/match-secret";
      assertThat(world.as(Role.AUDITOR).baseUri(url).get(url).statusCode()).isEqualTo(403);
      assertThat(world.asNobody().get(url).statusCode()).isEqualTo(401);
      assertThat(world.as(Role.OPERATOR).get(url).statusCode()).isEqualTo(200);
    }
    assertThat(world.as(Role.OPERATOR).get("/internal/v1/operations/match-secret").statusCode())
        .as("through the gateway")
        .isEqualTo(404);
  }

  /** One more account, which withdraws again: both count at once. */
  private static void write(World world, String audience, int round) {
    String account = "rotation-write-" + round;
    world.permittedEmail(account, account + "@example.com");
    String own = world.audienceOf(account, "Email\n" + account + "@example.com\n");
    assertThat(world.contained(own, account)).containsExactly(account);
    world.withdraw(account, "email");
    assertThat(world.contained(own, account)).isEmpty();
    assertThat(world.contained(audience, account)).isEmpty();
  }

  private static Set<String> permitted(World world) throws Exception {
    List<String> accounts =
        IntStream.range(0, STAYING).mapToObj(i -> "rotation-stays-" + i).toList();
    WritesIT.importLines(
        world,
        accounts.stream()
            .map(account -> Bodies.importLine(account, account + "@example.com"))
            .collect(Collectors.joining()));
    return new TreeSet<>(accounts);
  }

  private static String list(Set<String> accounts) {
    return accounts.stream()
        .map(account -> account + "@example.com\n")
        .collect(Collectors.joining("", "Email\n", ""));
  }

  /** Who is paired by a list that is uploaded now. */
  private static Set<String> paired(World world, String list) {
    return world.members(world.audienceOf("during the rotation", list));
  }

  private static void awaitRounds(AtomicInteger rounds) {
    int now = rounds.get();
    Eventually.see("two more rounds", rounds::get, seen -> seen > now + 1);
  }

  private static String replayedRoot(World world, String run) {
    String replay =
        world
            .as(Role.AUDITOR)
            .contentType("application/json")
            .body("{\"reason\":\"A system test\",\"kind\":\"run\",\"run\":\"" + run + "\"}")
            .post("/v1/audit/replays")
            .then()
            .statusCode(202)
            .extract()
            .path("replay");
    JsonPath ended =
        Eventually.see(
            "the end of the replay",
            () -> world.as(Role.AUDITOR).get("/v1/audit/replays/" + replay).jsonPath(),
            seen -> Set.of("done", "failed").contains(seen.getString("state")));
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("done");
    assertThat(ended.getList("result.differences")).isEmpty();
    assertThat(ended.getLong("result.pairings")).isEqualTo(STAYING);
    return ended.getString("result.resultRoot");
  }

  private static List<Integer> versions(Rotate rotate) throws Exception {
    return Files.readAllLines(rotate.secretFile()).stream()
        .map(line -> Integer.valueOf(line.split(" ", 2)[0]))
        .toList();
  }

  private static long rowsWithKeysOf(Stack stack, int version) throws Exception {
    try (var connection = stack.superuser("matching");
        var statement =
            connection.prepareStatement(
                "select count(*) from permission where ? = any (match_secret_versions)")) {
      statement.setInt(1, version);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** The versions in what compaction leaves: the last record of each key. */
  private static Set<Integer> versionsInTopic(Stack stack) {
    Map<String, String> last = PermissionsTopicContent.lastOfEachKey(stack);
    var versions = new TreeSet<Integer>();
    last.forEach((key, value) -> {
      if (value != null && !key.equals("watermark")) {
        List<Integer> told = JsonPath.from(value).getList("matchSecretVersions");
        versions.addAll(told == null ? List.of() : told);
      }
    });
    assertThat(JsonPath.from(last.get("watermark")).getList("matchSecretVersions.published"))
        .isEqualTo(List.copyOf(versions));
    return versions;
  }
}
