package dev.consentledger.consent.rights;

import static dev.consentledger.consent.rights.Life.LIST_MATCHING;
import static dev.consentledger.consent.rights.Life.PERSONALISATION;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.purpose.Purpose;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RightsService.class)
class ReportApiTest {
  private static final String SHOP = "shop-<1>&'co'";

  @ConfigProperty(name = "consentledger.audit.matching.url")
  String matching;

  @AfterEach
  void forget() {
    given().delete(matching + MatchingMemberships.PATH).then().statusCode(204);
  }

  @Test
  void everything_that_the_ledger_holds_is_in_the_report_and_never_a_value() {
    Life life = Life.begin().number().email();
    long replaced = life.grant(LIST_MATCHING, "\"2990-01-01T00:00:00Z\"");
    long granted = life.grant(LIST_MATCHING);
    life.grant(PERSONALISATION);
    life.withdraw(PERSONALISATION);
    long last = life.signal(true);
    answer(List.of());

    String text =
        Life.reader().get(life.path() + "/report").then().statusCode(200).extract().asString();
    JsonPath report = JsonPath.from(text);

    assertThat(report.getLong("position")).isGreaterThanOrEqualTo(last);
    assertThat(report.getString("account")).isEqualTo(life.account());
    assertThat(report.getList("contactPoints.kind")).containsExactly("phone", "email");
    assertThat(report.getList("contactPoints[0].collectedFor.purpose"))
        .containsExactly("security.two_factor");
    assertThat(report.getString("contactPoints[0].collectedFor[0].purposeIri"))
        .isEqualTo(Purpose.TWO_FACTOR.dpvIri());
    assertThat(report.getList("grants.state"))
        .containsExactly("replaced", "overridden", "withdrawn");
    assertThat(report.getList("grants.position", Long.class)).startsWith(replaced, granted);
    assertThat(report.getList("withdrawals.kind")).containsExactly("withdrawn", "signal_on");
    assertThat(report.getList("withdrawals[1].grants", Long.class)).containsExactly(granted);
    assertThat(report.getList("signals.on")).containsExactly(true);
    assertThat(report.getList("notices.notice.id")).containsExactly("two-factor", "sign-up", "ads");
    assertThat(report.getList("processing.purposes")).hasSize(4);
    assertThat(report.getList("processing.recipients")).isNotEmpty();
    assertThat(report.getList("processing.retention")).isNotEmpty();
    assertThat(report.getList("processing.rights")).isNotEmpty();
    assertHoldsNoValue(text);
  }

  @Test
  void each_membership_says_whose_from_when_to_when_and_by_which_grant() {
    Life life = Life.begin().email();
    long first = life.grant(LIST_MATCHING);
    String ended = Life.audience("shop-1");
    String endedRun = UUID.randomUUID().toString();
    long endedFrom = Life.run("shop-1", ended, endedRun);
    String deleted = Life.audience("shop-2");
    String deletedRun = UUID.randomUUID().toString();
    Life.run("shop-2", deleted, deletedRun);
    long deletedAt = Life.delete(deleted);
    long withdrawn = life.withdraw(LIST_MATCHING);
    String late = Life.audience("shop-3");
    String lateRun = UUID.randomUUID().toString();
    Life.run("shop-3", late, lateRun);
    long second = life.grant(LIST_MATCHING);
    String lasting = Life.audience("shop-1");
    String lastingRun = UUID.randomUUID().toString();
    Life.run("shop-1", lasting, lastingRun);
    answer(
        List.of(
            line(endedRun, ended, first, "Spring"),
            line(deletedRun, deleted, first, null),
            line(lateRun, late, first, null),
            line(lastingRun, lasting, second, "Summer"),
            line(UUID.randomUUID().toString(), lasting, second, "not recorded yet")));

    Life.reader()
        .get(life.path() + "/report")
        .then()
        .statusCode(200)
        .body("audiences", hasSize(4))
        .body("audiences.advertiser", contains("shop-1", "shop-2", "shop-3", "shop-1"))
        .body("audiences.endedBy", contains("withdrawn", "audience_deleted", "withdrawn", null))
        .body("audiences.readable", contains(true, true, false, true))
        .body("audiences[0].name", equalTo("Spring"))
        .body("audiences[0].from.position", equalTo((int) endedFrom))
        .body("audiences[0].to.position", equalTo((int) withdrawn))
        .body("audiences[0].grant", equalTo((int) first))
        .body("audiences[1].to.position", equalTo((int) deletedAt))
        .body("audiences[3].to", nullValue())
        .body("audiences[3].grant", equalTo((int) second))
        .body("position", greaterThanOrEqualTo((int) second));
  }

  @Test
  void a_signal_ends_a_membership_for_good() {
    Life life = Life.begin().email();
    long grant = life.grant(LIST_MATCHING);
    String audience = Life.audience("shop-1");
    String run = UUID.randomUUID().toString();
    Life.run("shop-1", audience, run);
    long on = life.signal(true);
    life.signal(false);
    answer(List.of(line(run, audience, grant, null)));

    Life.reader()
        .get(life.path() + "/report")
        .then()
        .body("grants.state", contains("active"))
        .body("audiences.endedBy", contains("signal_on"))
        .body("audiences[0].to.position", equalTo((int) on));
  }

  @Test
  void a_report_is_refused_where_memberships_can_not_be_found_out() {
    Life life = Life.begin().email();
    life.grant(LIST_MATCHING);

    unavailable(life);
    answer("{\"not\":\"a list\"}");
    unavailable(life);
    // A pairing under a grant of somebody else is no answer to this question.
    long others = Life.begin().email().grant(LIST_MATCHING);
    answer(List.of(line(UUID.randomUUID().toString(), Life.audience("s"), others, null)));
    unavailable(life);
  }

  @Test
  void where_list_matching_was_never_granted_nobody_is_asked() {
    Life life = Life.begin().number().email();
    life.grant(PERSONALISATION);

    Life.reader().get(life.path() + "/report").then().statusCode(200).body("audiences", empty());
  }

  @Test
  void a_person_reads_it_as_a_page() throws IOException {
    Life life = Life.begin().number().email();
    long grant = life.grant(LIST_MATCHING);
    life.grant(PERSONALISATION);
    life.withdraw(PERSONALISATION);
    String audience = Life.audience(SHOP);
    String run = UUID.randomUUID().toString();
    Life.run(SHOP, audience, run);
    answer(List.of(line(run, audience, grant, "<script>alert(1)</script>")));

    var answer =
        Life.reader()
            .accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .get(life.path() + "/report")
            .then()
            .statusCode(200)
            .contentType("text/html;charset=UTF-8")
            .header("Content-Security-Policy", ReportPage.CONTENT_SECURITY_POLICY)
            .header("Cache-Control", "no-store");
    String page = answer.extract().asString();
    Files.writeString(Path.of("target/access-report.html"), page);

    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<html lang=\"en\">", "Signing in with a second step")
        .contains("Being found in advertisers&#39; customer lists", "Still a member")
        .contains("Fixture &amp; Sons &lt;Network&gt;")
        .contains("shop-&lt;1&gt;&amp;&#39;co&#39;", "&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script", "<img", "<link", "src=", "@import", "url(")
        // Ids are for programs.
        .doesNotContain(run, audience, "email-1", "phone-1", "advertising.list_matching");
    assertHoldsNoValue(page);
  }

  @Test
  void json_is_the_default_and_another_type_is_406() {
    Life life = Life.begin().email();
    String path = life.path() + "/report";
    Life.reader().get(path).then().statusCode(200).contentType("application/json");
    Life.reader().accept("*/*").get(path).then().contentType("application/json");
    Life.reader().accept("image/png").get(path).then().statusCode(406);
  }

  @Test
  void an_account_that_nobody_knows_is_404_and_only_a_reader_may_ask() {
    Life life = Life.begin().email();
    Life.reader()
        .get("/v1/accounts/nobody/report")
        .then()
        .statusCode(404)
        .body("type", endsWith("/account-unknown"));
    Life.reader().get("/v1/accounts/a b/report").then().statusCode(400);
    for (String group : List.of("consent-writer", "auditor", "delivery", "advertiser")) {
      Life.as(group).get(life.path() + "/report").then().statusCode(403);
    }
    given().get(life.path() + "/report").then().statusCode(401);
  }

  private static void unavailable(Life life) {
    for (String type : List.of("application/json", "text/html")) {
      Life.reader()
          .accept(type)
          .get(life.path() + "/report")
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .body("type", endsWith("/service-unavailable"));
    }
  }

  private static void assertHoldsNoValue(String text) {
    assertThat(text)
        .doesNotContain(Life.EMAIL, Life.NUMBER, "2079460018", "7946 0018")
        .doesNotContain(Digest.ofForm(Life.EMAIL).hex())
        .doesNotContain(Digest.ofForm("+442079460018").hex())
        .doesNotContain(Digest.ofForm("442079460018").hex());
  }

  private static String line(String run, String audience, long grant, String name) {
    return """
    {"run":"%s","audience":"%s","advertiser":"what the ledger says counts","recordedPosition":1,
     "grant":%d%s}
    """
        .formatted(run, audience, grant, name == null ? "" : ",\"audienceName\":\"" + name + "\"");
  }

  private void answer(List<String> lines) {
    answer("{\"memberships\":[" + String.join(",", lines) + "]}");
  }

  private void answer(String body) {
    given().body(body).put(matching + MatchingMemberships.PATH).then().statusCode(204);
  }

  /** So that a reader of this test sees which words stand for which purposes. */
  @Test
  void every_purpose_has_its_words() {
    Map<String, Purpose> words = new java.util.HashMap<>();
    for (Purpose purpose : Purpose.values()) {
      assertThat(words.put(PlainWords.of(purpose), purpose)).as(purpose.code()).isNull();
      assertThat(PlainWords.explained(purpose)).endsWith(".");
    }
  }
}
