package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many clients at one account: each answer is as if they had come one after another. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ConcurrentWritersTest {
  private static final int CLIENTS = 32;

  @Test
  void clients_that_repeat_the_same_write_append_once() throws Exception {
    String account = Api.newAccount();

    List<Response> answers =
        atOnce(CLIENTS, _ -> Api.register(account, "email-1", Api.EMAIL).extract().response());

    assertThat(answers).extracting(Response::statusCode).containsOnly(200);
    assertThat(answers)
        .extracting(answer -> answer.jsonPath().getLong("position"))
        .containsOnly(positions(account).getFirst());
    assertThat(positions(account)).hasSize(1);
  }

  @Test
  void two_writers_of_different_values_cannot_both_win() throws Exception {
    String account = Api.newAccount();

    List<Response> answers =
        atOnce(
            2,
            client ->
                Api.register(account, "email-1", Api.EMAIL.replace("Ada", "Person" + client))
                    .extract()
                    .response());

    assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 409);
    assertThat(positions(account)).hasSize(1);
  }

  @Test
  void clients_that_grant_and_withdraw_leave_a_history_that_makes_sense() throws Exception {
    String account = Api.newAccount();
    Api.register(account, "email-1", Api.EMAIL).statusCode(200);
    Api.grant(account, "email-1", Api.LIST_MATCHING, Api.GRANT).statusCode(200);

    List<Response> answers =
        atOnce(
            CLIENTS,
            client ->
                (client % 2 == 0
                        ? Api.withdraw(account, "email-1", Api.LIST_MATCHING)
                        : Api.grant(account, "email-1", Api.LIST_MATCHING, Api.GRANT))
                    .extract()
                    .response());

    assertThat(answers).extracting(Response::statusCode).containsOnly(200);
    List<String> types = Api.history(account).extract().jsonPath().getList("events.type");
    for (int i = 1; i < types.size(); i++) {
      String expected = i % 2 == 1 ? "PurposeGranted" : "PurposeWithdrawn";
      assertThat(types.get(i)).as("event %d of %s", i, types).contains(expected);
    }
  }

  private interface Call {
    Response of(int client) throws Exception;
  }

  private static List<Long> positions(String account) {
    return Api.history(account).extract().jsonPath().getList("events.position", Long.class);
  }

  private static List<Response> atOnce(int clients, Call call)
      throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(clients)) {
      var calls = new ArrayList<Future<Response>>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        Callable<Response> task =
            () -> {
              start.await();
              return call.of(client);
            };
        calls.add(threads.submit(task));
      }
      start.countDown();
      var answers = new ArrayList<Response>();
      for (Future<Response> answer : calls) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
