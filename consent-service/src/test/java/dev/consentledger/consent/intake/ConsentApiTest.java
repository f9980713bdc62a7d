package dev.consentledger.consent.intake;

import static dev.consentledger.consent.intake.Api.EMAIL;
import static dev.consentledger.consent.intake.Api.GRANT;
import static dev.consentledger.consent.intake.Api.LIST_MATCHING;
import static dev.consentledger.consent.intake.Api.TWO_FACTOR_PHONE;
import static dev.consentledger.consent.intake.Api.newAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ConsentApiTest {
  @Test
  void a_registered_contact_point_answers_its_position_and_the_header() {
    String account = newAccount();

    var answer = Api.register(account, "phone-1", TWO_FACTOR_PHONE).statusCode(200);

    long position = answer.extract().jsonPath().getLong("position");
    answer
        .header("Ledger-Position", Long.toString(position))
        .body("contactPoint", equalTo("phone-1"))
        .body("state", equalTo("registered"))
        .body("purpose", nullValue());
    assertThat(position).isPositive().isLessThanOrEqualTo(Api.head());
  }

  @Test
  void repeating_every_write_answers_the_same_position_and_appends_nothing() {
    String account = newAccount();
    long registered = position(Api.register(account, "email-1", EMAIL));
    assertThat(position(Api.register(account, "email-1", EMAIL))).isEqualTo(registered);

    long granted = position(Api.grant(account, "email-1", LIST_MATCHING, GRANT));
    assertThat(position(Api.grant(account, "email-1", LIST_MATCHING, GRANT))).isEqualTo(granted);

    long withdrawn = position(Api.withdraw(account, "email-1", LIST_MATCHING));
    assertThat(position(Api.withdraw(account, "email-1", LIST_MATCHING))).isEqualTo(withdrawn);

    long removed = position(Api.remove(account, "email-1"));
    assertThat(position(Api.remove(account, "email-1"))).isEqualTo(removed);

    Api.history(account)
        .statusCode(200)
        .body(
            "events.position",
            contains((int) registered, (int) granted, (int) withdrawn, (int) removed));
  }

  @Test
  void a_number_given_for_two_factor_security_permits_nothing_else() {
    String account = newAccount();
    Api.register(account, "phone-1", TWO_FACTOR_PHONE).statusCode(200);

    Api.consents(account)
        .statusCode(200)
        .body("contactPoints", hasSize(1))
        .body("contactPoints[0].id", equalTo("phone-1"))
        .body("contactPoints[0].kind", equalTo("phone"))
        .body("contactPoints[0].collectedFor", contains("security.two_factor"))
        .body("contactPoints[0].state", equalTo("registered"))
        .body("contactPoints[0].notice.locale", equalTo("en-GB"))
        .body("contactPoints[0].grants", empty());
  }

  @Test
  void consents_show_a_grant_with_its_terms_and_its_end() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL);
    long granted = position(Api.grant(account, "email-1", LIST_MATCHING, GRANT));

    Api.consents(account)
        .body("account", equalTo(account))
        .body("contactPoints[0].grants[0].purpose", equalTo(LIST_MATCHING))
        .body(
            "contactPoints[0].grants[0].purposeIri",
            equalTo("https://w3id.org/dpv#TargetedAdvertising"))
        .body("contactPoints[0].grants[0].state", equalTo("active"))
        .body("contactPoints[0].grants[0].position", equalTo((int) granted))
        .body("contactPoints[0].grants[0].context", equalTo("settings.ads"))
        .body("contactPoints[0].grants[0].method", equalTo("toggle"))
        .body("contactPoints[0].grants[0].legalBasis", equalTo("6(1)(a)"))
        .body("contactPoints[0].grants[0].endedAt", nullValue());

    Api.withdraw(account, "email-1", LIST_MATCHING).statusCode(200);

    Api.consents(account)
        .body("contactPoints[0].grants[0].state", equalTo("withdrawn"))
        .body("contactPoints[0].grants[0].endedAt", not(nullValue()));
  }

  @Test
  void consents_can_be_asked_for_at_every_position() {
    String account = newAccount();
    long registered = position(Api.register(account, "email-1", EMAIL));
    long granted = position(Api.grant(account, "email-1", LIST_MATCHING, GRANT));
    long removed = position(Api.remove(account, "email-1"));

    consentsAt(account, registered).body("contactPoints[0].grants", empty());
    consentsAt(account, granted).body("contactPoints[0].grants[0].state", equalTo("active"));
    consentsAt(account, removed)
        .body("position", equalTo((int) removed))
        .body("contactPoints[0].state", equalTo("removed"))
        .body("contactPoints[0].removedAt", equalTo((int) removed))
        .body("contactPoints[0].grants[0].state", equalTo("ended_by_removal"));
    consentsAt(account, registered - 1)
        .statusCode(404)
        .body("type", equalTo("https://consentledger.dev/problems/account-unknown"));
  }

  @Test
  void consents_can_be_asked_for_at_an_instant() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL);
    Api.grant(account, "email-1", LIST_MATCHING, GRANT);
    Api.withdraw(account, "email-1", LIST_MATCHING);
    JsonPath history = Api.history(account).extract().jsonPath();

    Api.reader()
        .queryParam("at", history.getString("events[1].time"))
        .get("/v1/accounts/" + account + "/consents")
        .then()
        .statusCode(200)
        .body("at", equalTo(history.getString("events[1].time")))
        .body("contactPoints[0].grants[0].state", equalTo("active"));
    Api.reader()
        .queryParam("at", history.getString("events[2].time"))
        .get("/v1/accounts/" + account + "/consents")
        .then()
        .body("contactPoints[0].grants[0].state", equalTo("withdrawn"));
  }

  @Test
  void history_has_every_event_oldest_first_and_no_digest() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL);
    Api.grant(account, "email-1", LIST_MATCHING, GRANT);

    String history =
        Api.history(account)
            .statusCode(200)
            .body("account", equalTo(account))
            .body("events.revision", contains(0, 1))
            .body(
                "events.type",
                contains(
                    "dev.consentledger.ContactPointRegistered.v1",
                    "dev.consentledger.PurposeGranted.v1"))
            .body("events[0].data.contactPoint", equalTo("email-1"))
            .body("events[0].data.collectedFor", contains("service.notifications"))
            .body("events[1].data.notice.id", equalTo("sign-up"))
            .extract()
            .asString();

    assertThat(history)
        .doesNotContain("digest", "sealed", "gmail")
        .doesNotContain(Api.sha256("adalovelace@gmail.com"));
  }

  @Test
  void a_digest_in_any_spelling_is_the_value_itself() {
    String account = newAccount();
    String digest = Api.sha256("ada@example.com");
    long registered = position(Api.register(account, "email-1", hashed(digest)));

    String upper = digest.toUpperCase(Locale.ROOT);
    String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest));

    assertThat(position(Api.register(account, "email-1", hashed(upper)))).isEqualTo(registered);
    assertThat(position(Api.register(account, "email-1", hashed(base64)))).isEqualTo(registered);
  }

  @Test
  void a_national_number_with_its_region_is_the_same_number() {
    String account = newAccount();
    long registered = position(Api.register(account, "phone-1", TWO_FACTOR_PHONE));
    String national =
        TWO_FACTOR_PHONE.replace("\"+44 20 7946 0018\"", "\"020 7946 0018\",\"region\":\"GB\"");

    assertThat(position(Api.register(account, "phone-1", national))).isEqualTo(registered);
  }

  @Test
  void an_id_registered_again_after_its_removal_has_no_grants() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL);
    Api.grant(account, "email-1", LIST_MATCHING, GRANT);
    Api.remove(account, "email-1");

    Api.register(account, "email-1", TWO_FACTOR_PHONE).statusCode(200);

    Api.consents(account)
        .body("contactPoints", hasSize(1))
        .body("contactPoints[0].kind", equalTo("phone"))
        .body("contactPoints[0].grants", empty());
  }

  @Test
  void a_new_notice_makes_a_new_grant() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL);
    long first = position(Api.grant(account, "email-1", LIST_MATCHING, GRANT));
    long second =
        position(
            Api.grant(
                account,
                "email-1",
                LIST_MATCHING,
                GRANT.replace("\"version\":\"1\"", "\"version\":\"2\"")));

    assertThat(second).isGreaterThan(first);
    Api.consents(account)
        .body("contactPoints[0].grants", hasSize(1))
        .body("contactPoints[0].grants[0].position", equalTo((int) second))
        .body("contactPoints[0].grants[0].notice.version", equalTo("2"));
  }

  @Test
  void any_token_may_ask_for_the_head() {
    Api.as("delivery").get("/v1/ledger/head").then().statusCode(200);
  }

  private static ValidatableResponse consentsAt(String account, long position) {
    return Api.reader()
        .queryParam("at", position)
        .get("/v1/accounts/" + account + "/consents")
        .then();
  }

  private static String hashed(String sha256) {
    return """
    {"kind":"email","sha256":"%s","collectedFor":["service.notifications"],"notice":%s}
    """
        .formatted(sha256, Api.NOTICE);
  }

  private static long position(ValidatableResponse answer) {
    return answer.statusCode(200).extract().jsonPath().getLong("position");
  }
}
