package dev.consentledger.consent.intake;

import static dev.consentledger.consent.intake.ErasureApiTest.erase;
import static dev.consentledger.consent.intake.ErasureApiTest.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An erasure that ends between any two of its steps is finished by the leader, and by a repeat. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ErasureStepsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  ConsentDatabase database;

  private ErasureTables tables() {
    return new ErasureTables(database);
  }

  @AfterEach
  void goOn() throws Exception {
    tables().letGoOn();
  }

  @Test
  void where_the_order_was_not_stored_nothing_has_begun() throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();
    tables().stopAt("erasure", "INSERT", "true");

    erase(account).statusCode(503);
    tables().letGoOn();

    Api.history(account).statusCode(200);
    erase(account).statusCode(200);
    assertThat(tables().isErased(subject)).isTrue();
  }

  /** Each of them is stopped with what came before it done. */
  @ParameterizedTest(name = "stopped at {1} on {0}")
  @CsvSource({
    "ledger_entry, INSERT, NEW.type = 'dev.consentledger.SubjectErased.v1'",
    "grant_expiry, DELETE, true",
    "subject, DELETE, true",
    "erased_subject, INSERT, true",
    "erasure, DELETE, true",
  })
  void an_erasure_that_was_stopped_is_finished_and_stands_in_the_ledger_once(
      String table, String operation, String when) throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();
    tables()
        .execute(
            "INSERT INTO grant_expiry VALUES ('%s', 'email-1', 'advertising.list_matching', 1, '2030-01-01')"
                .formatted(subject));
    tables().stopAt(table, operation, when);

    erase(account).statusCode(503);

    assertThat(tables().ids("SELECT subject FROM erasure")).contains(subject);
    assertThat(tables().isErased(subject)).isFalse();
    tables().letGoOn();
    tables().awaitErased(subject, LIMIT);
    Api.history(account).statusCode(404);
    erase(account).statusCode(404);
    assertThat(tables().isErased(subject)).isTrue();
  }

  @Test
  void between_the_entry_and_the_end_of_the_mapping_the_account_is_unknown_already()
      throws Exception {
    String account = granted();
    long granted = Api.head();
    tables().stopAt("subject", "DELETE", "true");
    erase(account).statusCode(503);
    assertThat(tables().subjectOf(account)).as("the mapping is still there").isPresent();

    Api.history(account).statusCode(404);
    Api.consents(account).statusCode(404);
    Api.reader().get("/v1/accounts/" + account + "/consents?at=" + granted).then().statusCode(404);
    Api.grant(account, "email-1", Api.LIST_MATCHING, Api.GRANT).statusCode(404);
    Api.withdraw(account, "email-1", Api.LIST_MATCHING).statusCode(404);
  }

  @Test
  void whoever_registers_meanwhile_begins_anew() throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();
    tables().stopAt("subject", "DELETE", "true");
    erase(account).statusCode(503);
    tables().letGoOn();

    Api.register(account, "email-7", Api.EMAIL).statusCode(200);

    assertThat(tables().isErased(subject)).isTrue();
    assertThat(tables().subjectOf(account)).isPresent().get().isNotEqualTo(subject);
  }

  @Test
  void a_subject_whose_key_does_not_open_is_erased_like_any_other() throws Exception {
    String account = granted();
    UUID subject = tables().subjectOf(account).orElseThrow();
    tables()
        .execute(
            "UPDATE subject SET wrapped_key = overlay(wrapped_key placing '\\x0000'::bytea from 20)"
                + " WHERE subject = '"
                + subject
                + "'");

    erase(account).statusCode(200);

    assertThat(tables().isErased(subject)).isTrue();
  }
}
