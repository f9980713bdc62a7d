package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.consentledger.stack.Role;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
class WritesIT {
  private static final int WRITERS = 12;

  @Test
  void a_repeated_write_answers_the_same_position_and_appends_nothing(World world) {
    world.register("repeats", "email", "email", "repeats@example.com", "service.notifications");
    long granted = world.grant("repeats", "email");
    long head = world.head();

    long again = world.grant("repeats", "email");
    world.register("repeats", "email", "email", "repeats@example.com", "service.notifications");

    assertThat(again).isEqualTo(granted);
    assertThat(world.head()).isEqualTo(head);

    long withdrawn = world.withdraw("repeats", "email");
    assertThat(world.withdraw("repeats", "email")).isEqualTo(withdrawn).isGreaterThan(granted);
    assertThat(world.head()).isEqualTo(withdrawn);
  }

  @Test
  void another_value_under_the_same_id_is_refused(World world) {
    world.register("differs", "email", "email", "differs@example.com", "service.notifications");

    world
        .as(Role.WRITER)
        .contentType("application/json")
        .body(Bodies.contactPoint("email", "other@example.com", "service.notifications"))
        .put("/v1/accounts/differs/contact-points/email")
        .then()
        .statusCode(409)
        .body("type", endsWith("/contact-point-differs"));
  }

  @Test
  void of_many_writers_of_the_same_grant_one_appends(World world) throws Exception {
    world.register("races", "email", "email", "races@example.com", "service.notifications");
    long head = world.head();

    List<Response> answers = atOnce(() -> world.putGrant("races", "email", Bodies.grant()));

    assertThat(answers)
        .extracting(Response::statusCode)
        .allMatch(status -> status == 200 || status == 201);
    assertThat(answers)
        .extracting(answer -> answer.jsonPath().getLong("position"))
        .containsOnly(answers.getFirst().jsonPath().getLong("position"));
    assertThat(world.head()).isEqualTo(head + 1);
  }

  @Test
  void writers_of_different_contact_points_of_one_account_all_win(World world) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      ids.add("email-" + i);
    }
    var next = ids.iterator();

    List<Response> answers =
        atOnce(() -> {
          String id;
          synchronized (ids) {
            id = next.next();
          }
          return world
              .as(Role.WRITER)
              .contentType("application/json")
              .body(Bodies.contactPoint("email", id + "@example.com", "service.notifications"))
              .put("/v1/accounts/crowded/contact-points/" + id);
        });

    // Under contention a writer may be told to come again; nobody may be told a lie.
    List<String> registered =
        world
            .as(Role.READER)
            .get("/v1/accounts/crowded/consents")
            .jsonPath()
            .getList("contactPoints.id");
    long won = answers.stream().filter(answer -> answer.statusCode() < 300).count();
    assertThat(registered).hasSize((int) won).isNotEmpty();
    assertThat(answers).allMatch(answer -> answer.statusCode() < 300 || answer.statusCode() == 503);
  }

  @Test
  void a_repeated_import_appends_nothing_and_bad_lines_do_not_stop_it(World world) {
    String lines =
        Bodies.importLine("import-a", "import.a@example.com")
            + "{\"account\":\"import-b\"}\n"
            + "rubbish\n"
            + Bodies.importLine("import-c", "import.c@example.com");

    List<JsonPath> first = importLines(world, lines);
    long head = world.head();
    List<JsonPath> second = importLines(world, lines);

    for (List<JsonPath> answers : List.of(first, second)) {
      assertThat(answers).hasSize(5);
      assertThat(answers.getLast().getInt("summary.lines")).isEqualTo(4);
      assertThat(answers.getLast().getInt("summary.accepted")).isEqualTo(2);
      assertThat(answers.getLast().getInt("summary.refused")).isEqualTo(2);
      assertThat(answers.stream().filter(line -> line.get("problem") != null))
          .extracting(line -> line.getInt("line"))
          .containsExactlyInAnyOrder(2, 3);
    }
    assertThat(world.head()).isEqualTo(head);
  }

  @Test
  void history_tells_every_event_in_order_and_consents_at_a_position_is_the_past(World world) {
    world.register("past", "email", "email", "past@example.com", "service.notifications");
    long granted = world.grant("past", "email");
    world.withdraw("past", "email");

    String history =
        world
            .as(Role.READER)
            .get("/v1/accounts/past/history")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(history.indexOf("PurposeGranted")).isPositive();
    assertThat(history.indexOf("PurposeWithdrawn"))
        .isGreaterThan(history.indexOf("PurposeGranted"));
    assertThat(activeAt(world, "past", granted)).isTrue();
    assertThat(activeAt(world, "past", world.head())).isFalse();
  }

  private static boolean activeAt(World world, String account, long position) {
    List<String> states =
        world
            .as(Role.READER)
            .get("/v1/accounts/" + account + "/consents?at=" + position)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getList("contactPoints.grants.flatten().state");
    return states.contains("active");
  }

  static List<JsonPath> importLines(World world, String lines) {
    Response answer =
        world
            .as(Role.WRITER)
            .contentType("application/x-ndjson")
            .body(lines)
            .post("/v1/accounts:import");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return answer.asString().lines().filter(line -> !line.isBlank()).map(JsonPath::from).toList();
  }

  private static List<Response> atOnce(Callable<Response> write) throws Exception {
    CyclicBarrier together = new CyclicBarrier(WRITERS);
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        answers.add(
            writers.submit(() -> {
              together.await();
              return write.call();
            }));
      }
      List<Response> given = new ArrayList<>();
      for (Future<Response> answer : answers) {
        given.add(answer.get());
      }
      return given;
    }
  }
}
