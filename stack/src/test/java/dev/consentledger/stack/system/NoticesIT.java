package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.consentledger.stack.Role;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A notice is invalidated under thousands of people, through the gateway. */
@ExtendWith(StackExtension.class)
class NoticesIT {
  private static final int ACCOUNTS = 3_000;
  private static final String NOTICE = "order-of-2022";

  @TempDir Path folder;

  @Test
  void one_call_empties_every_audience_of_a_notices_grants_and_finds_all_who_were_paired(
      World world) throws IOException {
    world.registerNotice(NOTICE, "1");
    world.registerNotice(NOTICE, "2");
    Set<String> hidden = accounts("hidden", ACCOUNTS);
    Set<String> plain = accounts("plain", 200);
    load(world, hidden, "1");
    load(world, plain, "2");
    Set<String> all = new TreeSet<>(hidden);
    all.addAll(plain);
    String mixed = world.createAudience("mixed");
    String mixedRun = world.upload(mixed, csv(all));
    world.awaitReady(mixed, mixedRun);
    String only = world.createAudience("only hidden");
    String onlyRun = world.upload(only, csv(hidden));
    world.awaitReady(only, onlyRun);
    assertThat(world.members(mixed)).isEqualTo(all);
    assertThat(world.members(only)).isEqualTo(hidden);
    String root = root(world, mixedRun);

    JsonPath ordered = invalidate(world, "1").then().statusCode(202).extract().jsonPath();

    // The very next read of each: no wait, no repeat.
    assertThat(world.members(mixed)).isEqualTo(plain);
    assertThat(world.members(only)).isEmpty();
    assertThat(world.contained(mixed, hidden.iterator().next(), plain.iterator().next()))
        .containsExactly(plain.iterator().next());
    String later = world.createAudience("later");
    world.awaitReady(later, world.upload(later, csv(all)));
    assertThat(world.members(later)).isEqualTo(plain);

    JsonPath impact = Replays.awaited(world, ordered.getString("replay"));
    assertThat(impact.getString("state")).as(impact.prettify()).isEqualTo("done");
    assertThat(impact.getLong("result.subjects")).isEqualTo(ACCOUNTS);
    assertThat(impact.getLong("result.pairings")).isEqualTo(2L * ACCOUNTS);
    assertThat(new TreeSet<>(Replays.accounts(world, impact))).isEqualTo(hidden);
    assertThat(Replays.verified(world, folder, impact).failure()).isEmpty();

    assertThat(root(world, mixedRun)).isEqualTo(root);
    String some = hidden.iterator().next();
    String other = hidden.stream().skip(1).findFirst().orElseThrow();
    world
        .putGrant(some, "email", grant("1"))
        .then()
        .statusCode(422)
        .body("type", endsWith("/notice-invalid"));
    world.putGrant(some, "email", grant("2")).then().statusCode(200);
    assertThat(
            world
                .as(Role.READER)
                .get("/v1/accounts/" + other + "/consents")
                .jsonPath()
                .getString("contactPoints[0].grants[0].state"))
        .isEqualTo("invalidated");
    JsonPath account =
        Replays.replay(world, "{\"kind\":\"account\",\"account\":\"%s\"}".formatted(other));
    assertThat(account.getString("result.contactPoints[0].grants[0].state"))
        .isEqualTo("invalidated");
    assertThat(Replays.verified(world, folder, account).failure()).isEmpty();
  }

  @Test
  void its_progress_comes_to_an_end_and_repeating_the_call_changes_nothing(World world) {
    world.registerNotice(NOTICE, "progress");
    load(world, accounts("progress", 20), "progress");

    JsonPath first = invalidate(world, "progress").then().statusCode(202).extract().jsonPath();
    JsonPath seen =
        Eventually.see(
            "the end of the invalidation",
            () -> version(world, "progress"),
            now ->
                now.getBoolean("invalidated.published")
                    && now.getBoolean("invalidated.matching.applied")
                    && now.getLong("invalidated.matching.rowsLeft") == 0
                    && "done".equals(now.getString("invalidated.replayState")));

    assertThat(seen.getLong("invalidated.position")).isEqualTo(first.getLong("position"));
    assertThat(seen.getString("invalidated.replay")).isEqualTo(first.getString("replay"));
    long head = world.head();
    JsonPath again = invalidate(world, "progress").then().statusCode(202).extract().jsonPath();
    assertThat(again.getLong("position")).isEqualTo(first.getLong("position"));
    assertThat(again.getString("replay")).isEqualTo(first.getString("replay"));
    assertThat(world.head()).isEqualTo(head);
  }

  private static Set<String> accounts(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "notice-%s-%04d".formatted(name, i))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void load(World world, Set<String> accounts, String version) {
    String lines =
        accounts.stream()
            .map(account ->
                Bodies.importLine(
                    account, account + "@example.com", Bodies.notice(NOTICE, version)))
            .collect(Collectors.joining());
    Response answer =
        world
            .as(Role.WRITER)
            .contentType("application/x-ndjson")
            .body(lines)
            .post("/v1/accounts:import");
    List<String> answers = answer.asString().lines().toList();
    assertThat(answers.getLast()).contains("\"accepted\":" + accounts.size() + ",");
  }

  private static String csv(Set<String> accounts) {
    return Stream.concat(
            Stream.of("Email"), accounts.stream().map(account -> account + "@example.com"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Response invalidate(World world, String version) {
    return world
        .as(Role.AUDITOR)
        .contentType("application/json")
        .body("{\"reason\":\"The text did not say what it was for\"}")
        .post("/v1/notices/" + NOTICE + "/versions/" + version + ":invalidate");
  }

  private static JsonPath version(World world, String version) {
    return world
        .as(Role.READER)
        .get("/v1/notices/" + NOTICE + "/versions/" + version)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static String grant(String version) {
    return "{\"notice\":%s,\"context\":\"settings.advertising\",\"method\":\"toggle\",\"legalBasis\":\"consent\"}"
        .formatted(Bodies.notice(NOTICE, version));
  }

  /** The root that the ledger alone leads to; the replay must not differ from the run. */
  private static String root(World world, String run) {
    JsonPath replay = Replays.replay(world, "{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    assertThat(replay.getList("result.differences")).isEmpty();
    return replay.getString("result.resultRoot");
  }
}
