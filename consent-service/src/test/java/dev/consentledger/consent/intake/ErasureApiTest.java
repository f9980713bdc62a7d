package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ErasureApiTest {
  private static final String ERASED = "dev.consentledger.SubjectErased.v1";
  private static final int WRITERS = 8;

  ConsentDatabase database;

  @Test
  void an_erasure_answers_its_position_when_key_and_mapping_are_gone() throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();

    ValidatableResponse answer = erase(account).statusCode(200);

    long position = answer.extract().jsonPath().getLong("position");
    answer.header("Ledger-Position", equalTo(Long.toString(position)));
    assertThat(answer.extract().jsonPath().getMap("")).containsOnlyKeys("position");
    assertThat(tables().isErased(subject)).isTrue();
    assertThat(tables().types(subject)).last().isEqualTo(ERASED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/history",
        "/consents",
        "/consents?at=1",
        "/consents?at=2026-03-01T10:00:00Z",
      })
  void whatever_is_asked_of_an_erased_account_is_answered_as_for_one_that_never_was(String what) {
    String account = granted();
    String stranger = Api.newAccount();
    erase(account).statusCode(200);

    assertThat(asked(account, what)).isEqualTo(asked(stranger, what).replace(stranger, account));
  }

  @Test
  void a_repeat_is_answered_as_for_an_account_that_never_was() {
    String account = granted();
    String stranger = Api.newAccount();
    erase(account).statusCode(200);

    String repeated = erase(account).statusCode(404).extract().asString();

    assertThat(repeated)
        .isEqualTo(erase(stranger).statusCode(404).extract().asString())
        .contains("/account-unknown")
        .doesNotContain(account);
  }

  @Test
  void no_table_names_an_erased_person() throws Exception {
    String account = "somebody-unforgettable-4711";
    Api.register(account, "email-1", Api.EMAIL).statusCode(200);
    Api.grant(
            account,
            "email-1",
            Api.LIST_MATCHING,
            Api.grant("settings.ads", "\"2030-01-01T00:00:00Z\""))
        .statusCode(200);
    assertThat(tables().everything()).as("the scan sees the account").contains(account);

    erase(account).statusCode(200);

    assertThat(tables().everything()).doesNotContain(account);
  }

  @Test
  void the_same_account_registered_again_is_another_subject() throws Exception {
    String account = granted();
    UUID before = tables().subjectOf(account).orElseThrow();
    int entries = tables().types(before).size();
    erase(account).statusCode(200);

    Api.register(account, "email-9", Api.EMAIL).statusCode(200);

    assertThat(tables().subjectOf(account)).isPresent().get().isNotEqualTo(before);
    assertThat(tables().types(before)).hasSize(entries + 1);
    Api.history(account)
        .body("events", hasSize(1))
        .body("events[0].data.contactPoint", equalTo("email-9"));
  }

  @Test
  void a_destroyed_key_can_not_come_back() throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();
    tables().execute("CREATE TABLE a_backup AS SELECT * FROM subject");
    try {
      erase(account).statusCode(200);

      assertThatThrownBy(() ->
              tables()
                  .execute(
                      "INSERT INTO subject SELECT * FROM a_backup WHERE subject = '"
                          + subject
                          + "'"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("can not come back");
      assertThatThrownBy(() -> tables().execute("DELETE FROM erased_subject"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(
              () -> tables().execute("UPDATE erased_subject SET subject = gen_random_uuid()"))
          .isInstanceOf(SQLException.class);
    } finally {
      tables().execute("DROP TABLE a_backup");
    }
  }

  @Test
  void only_a_writer_may_erase() {
    String account = granted();

    Api.reader().delete("/v1/accounts/" + account).then().statusCode(403);
    Api.as("auditor").delete("/v1/accounts/" + account).then().statusCode(403);

    Api.history(account).statusCode(200);
  }

  @Test
  void whatever_races_with_an_erasure_stands_before_it_or_belongs_to_another_subject()
      throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();
    var begin = new CountDownLatch(1);
    var racing = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newFixedThreadPool(WRITERS + 2)) {
      for (int i = 0; i < WRITERS; i++) {
        String contactPoint = "email-1" + i;
        racing.add(
            threads.submit(
                after(
                    begin,
                    () -> Api.register(account, contactPoint, Api.EMAIL).extract().statusCode())));
        String version = "v" + i;
        racing.add(
            threads.submit(
                after(
                    begin,
                    () ->
                        Api.grant(
                                account,
                                "email-1",
                                Api.LIST_MATCHING,
                                Api.GRANT.replace(
                                    "\"version\":\"1\"", "\"version\":\"" + version + "\""))
                            .extract()
                            .statusCode())));
      }
      racing.add(threads.submit(after(begin, () -> erase(account).extract().statusCode())));
      racing.add(threads.submit(after(begin, () -> erase(account).extract().statusCode())));
      begin.countDown();
    }

    List<Integer> statuses = new ArrayList<>();
    for (var each : racing) {
      statuses.add(each.get());
    }
    assertThat(statuses).allMatch(status -> status == 200 || status == 404);
    assertThat(tables().isErased(subject)).isTrue();
    // Whoever registered behind the erasure began anew: that can be erased like anything else.
    tables().subjectOf(account).ifPresent(next -> assertThat(next).isNotEqualTo(subject));
  }

  private static Callable<Integer> after(CountDownLatch begin, Callable<Integer> call) {
    return () -> {
      begin.await();
      return call.call();
    };
  }

  private ErasureTables tables() {
    return new ErasureTables(database);
  }

  private static String asked(String account, String what) {
    return Api.reader()
        .get("/v1/accounts/" + account + what)
        .then()
        .statusCode(404)
        .extract()
        .asString();
  }

  static String granted() {
    String account = Api.newAccount();
    Api.register(account, "email-1", Api.EMAIL).statusCode(200);
    Api.grant(account, "email-1", Api.LIST_MATCHING, Api.GRANT).statusCode(200);
    return account;
  }

  static ValidatableResponse erase(String account) {
    return Api.writer().delete("/v1/accounts/" + account).then();
  }
}
