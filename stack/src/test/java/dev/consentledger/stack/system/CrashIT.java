package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each service is killed (SIGKILL) in the middle of things, and started again. */
@ExtendWith(StackExtension.class)
class CrashIT {
  private static final int IMPORT_LINES = 2_000;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 300;
  private static final int MEMBERS = 120;
  private static final int STRANGERS = 50_000;

  @ParameterizedTest
  @EnumSource(ServiceName.class)
  void what_an_import_acknowledged_is_there_after_a_kill(
      ServiceName killed, Stack stack, World world) throws Exception {
    String prefix = "crash-import-" + killed.module() + "-";
    List<String> lines =
        IntStream.range(0, IMPORT_LINES)
            .mapToObj(i -> Bodies.importLine(prefix + i, prefix + i + "@example.com"))
            .toList();
    Service service = stack.service(killed);

    Set<Integer> acknowledged;
    try (var sending = new StreamedImport(stack, lines)) {
      sending.awaitAcknowledged(ACKNOWLEDGED_BEFORE_KILL);
      service.kill9();
      acknowledged = sending.awaitEnd();
    }
    service.start();
    service.awaitReady();

    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_KILL);
    for (int line : sample(acknowledged)) {
      assertThat(events(world, prefix + (line - 1))).as("line %d", line).isEqualTo(2);
    }
    List<JsonPath> again = WritesIT.importLines(world, String.join("", lines));
    assertThat(again.getLast().getInt("summary.accepted")).isEqualTo(IMPORT_LINES);
    long head = world.head();
    WritesIT.importLines(world, String.join("", lines));
    assertThat(world.head()).as("repeating appends nothing").isEqualTo(head);
    for (int line : sample(acknowledged)) {
      assertThat(events(world, prefix + (line - 1))).as("line %d", line).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(ServiceName.class)
  void a_run_ends_right_after_a_kill(ServiceName killed, Stack stack, World world) {
    String prefix = "crash-run-" + killed.module() + "-";
    Set<String> permitted =
        IntStream.range(0, MEMBERS).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    WritesIT.importLines(
        world,
        permitted.stream()
            .map(account -> Bodies.importLine(account, account + "@example.com"))
            .collect(Collectors.joining()));
    String list = list(permitted);
    String audience = world.createAudience(prefix);
    Service service = stack.service(killed);

    String run = world.upload(audience, list);
    service.kill9();
    service.start();
    service.awaitReady();

    JsonPath end =
        Eventually.see("the end of the run", () -> world.awaitEnd(audience, run), _ -> true);
    if (killed == ServiceName.CONSENT && end.getString("state").equals("failed")) {
      // The ledger's head could not be read within the fence's limit: it pairs nothing.
      assertThat(world.askMembers(audience).asString()).doesNotContain("\"account\"");
      world.awaitReady(audience, world.upload(audience, list));
    } else {
      assertThat(end.getString("state")).as(end.prettify()).isEqualTo("ready");
      assertThat(end.getInt("rows.accepted")).isEqualTo(MEMBERS + STRANGERS);
    }
    // Until publication speaks again the projection may be stale, and then nobody is a member.
    Eventually.see(
        "an answer after the kill",
        () -> world.askMembers(audience).statusCode(),
        status -> status == 200);
    assertThat(new TreeSet<>(world.members(audience))).isEqualTo(new TreeSet<>(permitted));
    world.withdraw(prefix + "0", "email");
    assertThat(world.members(audience)).hasSize(MEMBERS - 1).doesNotContain(prefix + "0");
  }

  @Test
  void a_replay_that_a_kill_interrupts_is_done_afterwards(Stack stack, World world) {
    String replay =
        world
            .as(Role.AUDITOR)
            .contentType("application/json")
            .body("{\"kind\":\"ledger\",\"reason\":\"A system test\"}")
            .post("/v1/audit/replays")
            .then()
            .statusCode(202)
            .extract()
            .path("replay");
    Service service = stack.service(ServiceName.CONSENT);
    service.kill9();
    service.start();
    service.awaitReady();

    JsonPath end =
        Eventually.see(
            "the end of the replay",
            () -> world.as(Role.AUDITOR).get("/v1/audit/replays/" + replay).jsonPath(),
            seen -> Set.of("done", "failed").contains(seen.getString("state")));

    assertThat(end.getString("state")).as(end.prettify()).isEqualTo("done");
    assertThat(end.getList("result.differences")).isEmpty();
  }

  private static String list(Set<String> permitted) {
    StringBuilder csv = new StringBuilder("Email\n");
    IntStream.range(0, STRANGERS)
        .forEach(i -> csv.append("stranger.").append(i).append("@example.net\n"));
    permitted.forEach(account -> csv.append(account).append("@example.com\n"));
    return csv.toString();
  }

  /** The first and the last of them, and some between: each costs a request. */
  private static List<Integer> sample(Set<Integer> lines) {
    List<Integer> sorted = lines.stream().sorted().toList();
    int step = Math.max(1, sorted.size() / 20);
    List<Integer> some =
        IntStream.iterate(0, i -> i < sorted.size(), i -> i + step)
            .mapToObj(sorted::get)
            .collect(Collectors.toList());
    some.add(sorted.getLast());
    return some;
  }

  /** How many events the account has: registered and granted make two. */
  private static long events(World world, String account) {
    String history =
        world
            .as(Role.READER)
            .get("/v1/accounts/" + account + "/history")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    return history.split("ContactPointRegistered|PurposeGranted", -1).length - 1L;
  }
}
