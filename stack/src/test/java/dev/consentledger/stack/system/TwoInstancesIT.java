package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Service;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two of every service over one database and one topic. */
class TwoInstancesIT {
  private static final Duration REPLACED_MAX = Duration.ofSeconds(10);
  private static final int STRANGERS = 20_000;

  private static Stack stack;

  @BeforeAll
  static void start() {
    stack =
        Stack.builder(Repository.root(), Path.of("target/system/two"))
            .fresh(true)
            .instances(2)
            .setting(ServiceName.MATCHING, "consentledger.pairing.claim", "3s")
            .telling(sentence -> System.out.println("[two] " + sentence))
            .start();
    var _ = new World(stack); // registers the notice that grants name
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  private static Service instance(ServiceName name, int number) {
    return stack.instances(name).get(number);
  }

  /** Asks one instance, past every gateway. */
  private static World at(ServiceName name, int number) {
    return new World(stack, instance(name, number).url());
  }

  private static World gateway(int number) {
    return at(ServiceName.GATEWAY, number);
  }

  @Test
  void lists_and_withdrawals_through_either_count_at_both() throws Exception {
    Set<String> some = permitted(0, "pair-a-", 60);
    Set<String> others = permitted(1, "pair-b-", 60);
    String audience = at(ServiceName.MATCHING, 0).createAudience("two");

    var first =
        CompletableFuture.supplyAsync(
            () -> at(ServiceName.MATCHING, 0).upload(audience, list(some)));
    String second = at(ServiceName.MATCHING, 1).upload(audience, list(others));
    // Each is asked where the list was not sent.
    at(ServiceName.MATCHING, 1).awaitReady(audience, first.get());
    at(ServiceName.MATCHING, 0).awaitReady(audience, second);

    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    assertThat(at(ServiceName.MATCHING, 0).members(audience)).isEqualTo(all);
    assertThat(at(ServiceName.MATCHING, 1).members(audience)).isEqualTo(all);
    for (int i = 0; i < 10; i++) {
      at(ServiceName.CONSENT, i % 2).withdraw("pair-a-" + i, "email");
      assertThat(at(ServiceName.MATCHING, (i + 1) % 2).members(audience))
          .doesNotContain("pair-a-" + i);
    }
    assertThat(gateway(0).members(audience))
        .isEqualTo(gateway(1).members(audience))
        .hasSize(all.size() - 10);
  }

  @Test
  void a_killed_leader_is_replaced_in_time_and_nothing_is_left_out() throws Exception {
    Set<String> before = permitted(0, "lead-before-", 20);
    int leading = leader("publication");
    World survivor = at(ServiceName.CONSENT, 1 - leading);
    var log = new SeenLog(survivor);
    long signed = log.size();
    Service killed = instance(ServiceName.CONSENT, leading);
    Set<String> acknowledged = new TreeSet<>(before);
    var writing = new AtomicBoolean(true);
    var writer =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; writing.get(); i++) {
            survivor.permittedEmail("lead-" + i, "lead-" + i + "@example.com");
            acknowledged.add("lead-" + i);
          }
        });

    long killedAt = System.nanoTime();
    killed.kill9();
    long head = survivor.head();
    Eventually.see(
        "a publication of the new leader",
        () -> position(1 - leading),
        position -> leader("publication") == 1 - leading && position > head);
    Duration published = Duration.ofNanos(System.nanoTime() - killedAt);
    Eventually.see(
        "a checkpoint of the new leader",
        () -> {
          log.look(survivor);
          return log.size();
        },
        size -> leader("proof") == 1 - leading && size > signed);
    Duration signedAgain = Duration.ofNanos(System.nanoTime() - killedAt);
    writing.set(false);
    writer.get();

    System.out.printf(
        "[two] after the kill of the leader: published again after %d ms, signed after %d ms%n",
        published.toMillis(), signedAgain.toMillis());
    assertThat(published).isLessThan(REPLACED_MAX);
    assertThat(signedAgain).isLessThan(REPLACED_MAX);
    World matching = at(ServiceName.MATCHING, 1 - leading);
    String audience = matching.audienceOf("after", list(acknowledged));
    assertThat(matching.members(audience)).isEqualTo(acknowledged);
    killed.start();
    killed.awaitReady();
    log.look(at(ServiceName.CONSENT, leading));
    log.look(survivor);
  }

  @Test
  void a_list_whose_receiver_is_killed_can_be_sent_again_elsewhere() throws Exception {
    Set<String> accounts = permitted(0, "broken-", 20);
    String audience = at(ServiceName.MATCHING, 1).createAudience("broken");
    String path = "/v1/audiences/" + audience + "/lists";
    Service killed = instance(ServiceName.MATCHING, 0);
    URI url = URI.create(killed.url());
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      String csv = list(accounts);
      String head =
          """
          POST %s HTTP/1.1\r
          Host: %s\r
          Authorization: Bearer %s\r
          Content-Type: text/csv\r
          Idempotency-Key: one\r
          Content-Length: %d\r
          \r
          """
              .formatted(path, url.getAuthority(), stack.token(Role.ADVERTISER), csv.length() + 1);
      out.write((head + csv).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      Eventually.see("a run that receives", () -> runsIn("receiving"), receiving -> receiving == 1);
      killed.kill9();
    }

    World other = at(ServiceName.MATCHING, 1);
    Response again =
        Eventually.see(
            "an answer other than that the upload is on its way",
            () ->
                other
                    .as(Role.ADVERTISER)
                    .header("Idempotency-Key", "one")
                    .contentType("text/csv")
                    .body(list(accounts))
                    .post(path),
            answer -> answer.statusCode() != 503);
    other.awaitReady(audience, World.accepted(again));
    assertThat(other.members(audience)).isEqualTo(accounts);
    killed.start();
    killed.awaitReady();
    assertThat(at(ServiceName.MATCHING, 0).members(audience)).isEqualTo(accounts);
  }

  @Test
  void a_run_whose_instance_is_killed_is_ended_by_the_other() {
    Set<String> accounts = permitted(0, "ended-", 20);
    String audience = at(ServiceName.MATCHING, 0).createAudience("ended");
    Service killed = instance(ServiceName.MATCHING, 0);

    String run = at(ServiceName.MATCHING, 0).upload(audience, list(accounts));
    killed.kill9();

    World other = at(ServiceName.MATCHING, 1);
    JsonPath end = other.awaitReady(audience, run);
    assertThat(end.getInt("rows.accepted")).isEqualTo(STRANGERS + accounts.size());
    assertThat(other.members(audience)).isEqualTo(accounts);
    killed.start();
    killed.awaitReady();
  }

  @Test
  void every_service_is_restarted_in_turn_and_no_request_fails() throws Exception {
    Set<String> accounts = permitted(0, "rolling-", 3);
    String audience = gateway(0).audienceOf("rolling", list(accounts));
    var restarting = new AtomicBoolean(true);
    var answers = new AtomicInteger();
    List<String> gateways =
        stack.instances(ServiceName.GATEWAY).stream().map(Service::url).toList();
    var writer = new PatientClient(gateways, stack.token(Role.WRITER));
    var reader = new PatientClient(gateways, stack.token(Role.DELIVERY));
    var writing =
        repeat(
            restarting,
            i -> {
              String grant = World.grantPath("rolling-0", "email");
              boolean withdraws = i % 2 == 0;
              HttpResponse<String> answer =
                  withdraws
                      ? writer.send("DELETE", grant, "")
                      : writer.send("PUT", grant, Bodies.grant());
              assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
              answers.incrementAndGet();
            });
    var reading =
        repeat(
            restarting,
            _ -> {
              HttpResponse<String> answer =
                  reader.send("GET", "/v1/audiences/" + audience + "/members", "");
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              assertThat(answer.body()).contains("rolling-1").contains("rolling-2");
              answers.incrementAndGet();
            });

    for (ServiceName name : ServiceName.values()) {
      for (Service each : stack.instances(name)) {
        each.restart();
      }
    }
    restarting.set(false);

    writing.get();
    reading.get();
    System.out.printf("[two] %d answers during the restarts%n", answers.get());
    assertThat(answers).hasPositiveValue();
  }

  private interface Call {
    void at(int number) throws Exception;
  }

  private static CompletableFuture<Void> repeat(AtomicBoolean goesOn, Call call) {
    return CompletableFuture.runAsync(() -> {
      for (int i = 0; goesOn.get(); i++) {
        try {
          call.at(i);
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    });
  }

  /** Accounts with one permitted email address each, through one consent-service. */
  private static Set<String> permitted(int consent, String prefix, int count) {
    Set<String> accounts =
        IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    WritesIT.importLines(
        at(ServiceName.CONSENT, consent),
        accounts.stream()
            .map(account -> Bodies.importLine(account, account + "@example.com"))
            .collect(Collectors.joining()));
    return new TreeSet<>(accounts);
  }

  private static String list(Set<String> accounts) {
    var csv = new StringBuilder("Email\n");
    IntStream.range(0, STRANGERS)
        .forEach(i -> csv.append("stranger.").append(i).append("@example.net\n"));
    accounts.forEach(account -> csv.append(account).append("@example.com\n"));
    return csv.toString();
  }

  /** Which consent-service says that it leads; -1 where none does. */
  private static int leader(String job) {
    String line = "consentledger_leader{name=\"" + job + "\"} 1.0";
    for (int number = 0; number < 2; number++) {
      if (metrics(ServiceName.CONSENT, number).contains(line)) {
        return number;
      }
    }
    return -1;
  }

  private static RequestSpecification managed(ServiceName name, int number) {
    return RestAssured.given().baseUri(instance(name, number).managementUrl());
  }

  private static String metrics(ServiceName name, int number) {
    try {
      return managed(name, number).get("/q/metrics").asString();
    } catch (Exception e) { // RestAssured throws ConnectException without declaring it
      assertThat(e).isInstanceOf(IOException.class);
      return ""; // it was killed
    }
  }

  /** As far as this matching-service's projection is. */
  private static long position(int number) {
    return managed(ServiceName.MATCHING, number)
        .get("/q/health/ready")
        .jsonPath()
        .getLong("checks.find { it.name == 'projection' }.data.position");
  }

  private static long runsIn(String state) {
    try (var connection = stack.superuser("matching");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("select count(*) from run where state = '" + state + "'")) {
      rows.next();
      return rows.getLong(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
