package dev.consentledger.consent.intake;

import static dev.consentledger.consent.intake.Api.EMAIL;
import static dev.consentledger.consent.intake.Api.GRANT;
import static dev.consentledger.consent.intake.Api.LIST_MATCHING;
import static dev.consentledger.consent.intake.Api.newAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SignalsApiTest {
  private static final String PERSONALISATION = "advertising.personalisation";
  private static final String TWO_FACTOR = "security.two_factor";

  @Test
  void a_signal_overrides_grants_while_it_is_on_and_no_longer() {
    String account = granted();

    signal(account, "{\"on\":true}").statusCode(200).body("state", equalTo("on"));

    Api.consents(account)
        .body("signals", hasSize(1))
        .body("signals[0].signal", equalTo("gpc"))
        .body("signals[0].on", equalTo(true))
        .body(
            "contactPoints[0].grants.find { it.purpose == '%s' }.state".formatted(LIST_MATCHING),
            equalTo("overridden"))
        .body(
            "contactPoints[0].grants.find { it.purpose == '%s' }.state".formatted(TWO_FACTOR),
            equalTo("active"));
    signal(account, "{\"on\":false}").statusCode(200).body("state", equalTo("off"));
    Api.consents(account)
        .body(
            "contactPoints[0].grants.find { it.purpose == '%s' }.state".formatted(LIST_MATCHING),
            equalTo("active"));
  }

  @Test
  void while_it_is_on_a_grant_of_an_advertising_purpose_is_refused() {
    String account = granted();
    signal(account, "{\"on\":true}").statusCode(200);

    Api.grant(account, "email-1", PERSONALISATION, GRANT)
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", endsWith("/signal-on"));
  }

  @Test
  void a_signal_of_an_account_that_nobody_knows_is_kept() {
    String account = newAccount();

    signal(account, "{\"on\":true}").statusCode(200);

    Api.register(account, "email-1", EMAIL).statusCode(200);
    Api.grant(account, "email-1", LIST_MATCHING, GRANT).statusCode(409);
    Api.history(account)
        .body("events[0].type", equalTo("dev.consentledger.SignalChanged.v1"))
        .body("events[0].data.signal", equalTo("gpc"));
  }

  @Test
  void repeating_a_signal_answers_the_same_position_and_appends_nothing() {
    String account = granted();
    long on = position(signal(account, "{\"on\":true}"));

    assertThat(position(signal(account, "{\"on\":true}"))).isEqualTo(on);
    Api.history(account).body("events", hasSize(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"on\":null}", "{\"on\":\"maybe\"}", "[]", ""})
  void a_body_that_says_neither_is_refused(String body) {
    signal(granted(), body).statusCode(400).contentType("application/problem+json");
  }

  @Test
  void a_signal_that_nobody_knows_is_refused() {
    Api.writer()
        .body("{\"on\":true}")
        .put("/v1/accounts/" + newAccount() + "/signals/dnt")
        .then()
        .statusCode(400)
        .body("violations.field", contains("signal"));
  }

  @Test
  void one_call_withdraws_a_group_of_purposes_and_no_other() {
    String account = granted();

    long position =
        position(withdrawAll(account, "advertising.*").body("purpose", equalTo("advertising.*")));

    Api.consents(account)
        .body(
            "contactPoints[0].grants.findAll { it.state == 'withdrawn' }.purpose",
            contains(LIST_MATCHING, PERSONALISATION))
        .body(
            "contactPoints[0].grants.findAll { it.state == 'active' }.purpose",
            contains(TWO_FACTOR));
    assertThat(position(withdrawAll(account, "advertising.*"))).isEqualTo(position);
  }

  @Test
  void one_purpose_can_be_withdrawn_for_every_contact_point() {
    String account = granted();
    Api.register(account, "email-2", EMAIL).statusCode(200);
    Api.grant(account, "email-2", LIST_MATCHING, GRANT).statusCode(200);

    withdrawAll(account, LIST_MATCHING);

    Api.consents(account)
        .body(
            "contactPoints.grants.flatten().findAll { it.purpose == '%s' && it.state == 'active' }"
                .formatted(LIST_MATCHING),
            empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", ".*", "advertising", "advertisin.*", "advertising.*x"})
  void a_pattern_that_names_no_purpose_is_refused(String pattern) {
    Api.writer()
        .queryParam("purpose", pattern)
        .delete("/v1/accounts/" + granted() + "/grants")
        .then()
        .statusCode(400);
  }

  @Test
  void withdrawing_everything_without_naming_it_is_refused() {
    Api.writer().delete("/v1/accounts/" + granted() + "/grants").then().statusCode(400);
  }

  @Test
  void only_a_writer_may_do_either_and_an_unknown_account_has_nothing_to_withdraw() {
    String account = granted();
    Api.reader().delete("/v1/accounts/" + account + "/grants?purpose=*").then().statusCode(403);
    Api.reader()
        .contentType("application/json")
        .body("{\"on\":true}")
        .put("/v1/accounts/" + account + "/signals/gpc")
        .then()
        .statusCode(403);
    Api.writer()
        .delete("/v1/accounts/" + newAccount() + "/grants?purpose=advertising.*")
        .then()
        .statusCode(404);
  }

  private static String granted() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);
    Api.grant(account, "email-1", LIST_MATCHING, GRANT).statusCode(200);
    Api.grant(account, "email-1", PERSONALISATION, GRANT).statusCode(200);
    Api.grant(account, "email-1", TWO_FACTOR, GRANT).statusCode(200);
    return account;
  }

  private static ValidatableResponse signal(String account, String body) {
    return Api.writer().body(body).put("/v1/accounts/" + account + "/signals/gpc").then();
  }

  private static ValidatableResponse withdrawAll(String account, String pattern) {
    return Api.writer()
        .queryParam("purpose", pattern)
        .delete("/v1/accounts/" + account + "/grants")
        .then()
        .statusCode(200);
  }

  private static long position(ValidatableResponse answer) {
    return answer.statusCode(200).extract().jsonPath().getLong("position");
  }
}
