package dev.consentledger.consent.intake;

import static dev.consentledger.consent.intake.Api.LIST_MATCHING;
import static dev.consentledger.consent.intake.Api.newAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that people saw, with the setting that a service has unless it is told otherwise. */
@QuarkusTest
@TestProfile(NoticesApiTest.Refusing.class)
class NoticesApiTest {
  private static final String TEXT = "We match your number with lists of advertisers. Größe: 1 €.";
  private static final AtomicInteger NOTICES = new AtomicInteger();

  ConsentDatabase database;

  /** A small limit, so that a text of the largest size is one that no other body may have. */
  public static final class Refusing implements QuarkusTestProfile {
    static final int TEXT_BYTES_MAX = 40_000;

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(PostgresResource.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "consentledger.notices.unregistered",
          "refuse",
          "consentledger.notices.text-bytes-max",
          Integer.toString(TEXT_BYTES_MAX));
    }
  }

  @Test
  void a_text_is_registered_under_the_hash_of_its_bytes_and_a_repeat_answers_the_same() {
    String id = newNotice();

    var first = register(id, "1", "en-GB", TEXT).statusCode(200);

    long position = first.extract().jsonPath().getLong("position");
    first
        .header("Ledger-Position", Long.toString(position))
        .body("sha256", equalTo(Api.sha256(TEXT)));
    register(id, "1", "en-GB", TEXT).statusCode(200).body("position", equalTo((int) position));
    assertThat(Api.head()).isEqualTo(position);
  }

  @Test
  void a_version_shows_every_locale_with_text_hash_and_position() {
    String id = newNotice();
    int english = register(id, "1", "en-GB", TEXT).extract().path("position");
    int german = register(id, "1", "de-DE", "Wir gleichen ab.").extract().path("position");
    register(id, "2", "en-GB", "Another.").statusCode(200);

    read(id + "/versions/1")
        .statusCode(200)
        .body("id", equalTo(id))
        .body("version", equalTo("1"))
        .body("texts.locale", equalTo(List.of("en-GB", "de-DE")))
        .body("texts.text", equalTo(List.of(TEXT, "Wir gleichen ab.")))
        .body("texts[0].sha256", equalTo(Api.sha256(TEXT)))
        .body("texts.registeredAt", equalTo(List.of(english, german)))
        .body("invalidated", nullValue());
    read(id)
        .statusCode(200)
        .body("versions.version", equalTo(List.of("1", "2")))
        .body("versions[0].locales", equalTo(List.of("en-GB", "de-DE")));
    Api.as("auditor").get("/v1/notices/" + id).then().statusCode(200);
    Api.writer().get("/v1/notices/" + id).then().statusCode(403);
    Api.reader()
        .contentType(ContentType.JSON)
        .body(body("en-GB", TEXT))
        .put("/v1/notices/" + id + "/versions/1")
        .then()
        .statusCode(403);
  }

  @Test
  void another_text_for_the_same_version_and_locale_is_refused_and_not_stored()
      throws SQLException {
    String id = newNotice();
    register(id, "1", "en-GB", TEXT).statusCode(200);
    long texts = textsStored();

    register(id, "1", "en-GB", "A text that nobody was shown, of " + id)
        .statusCode(409)
        .body("type", equalTo("https://consentledger.dev/problems/notice-differs"));

    assertThat(textsStored()).isEqualTo(texts);
    read(id + "/versions/1").body("texts.text", equalTo(List.of(TEXT)));
  }

  @Test
  void what_is_not_registered_is_unknown() {
    String id = newNotice();
    register(id, "1", "en-GB", TEXT).statusCode(200);

    for (String path : List.of(id + "/versions/2", newNotice(), "no%20stream/versions/1")) {
      read(path)
          .statusCode(404)
          .body("type", equalTo("https://consentledger.dev/problems/notice-unknown"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ads(1)/versions/1",
        "+442079460018/versions/1",
        "ads%20x/versions/1",
        "a/versions/%C3%A9"
      })
  void an_id_or_version_that_no_stream_can_have_is_refused(String path) {
    Api.writer()
        .urlEncodingEnabled(false)
        .body(body("en-GB", TEXT))
        .put("/v1/notices/" + path)
        .then()
        .statusCode(400)
        .body("violations", hasSize(1));
  }

  @Test
  void a_body_is_checked_before_anything_is_stored() {
    String path = "/v1/notices/" + newNotice() + "/versions/1";
    for (String wrong :
        List.of(
            "{}",
            body("nonsense_", TEXT),
            body("en-GB", "  "),
            "{\"locale\":\"en-GB\",\"text\":\"\\ud800 alone\"}",
            "{\"locale\":\"en-GB\",\"text\":7}",
            "{\"locale\":\"en-GB\",\"text\":\"a\",\"sha256\":\"b\"}")) {
      Api.writer().body(wrong).put(path).then().statusCode(400);
    }
  }

  @Test
  void a_text_has_its_own_limit_above_that_of_other_bodies() {
    String id = newNotice();
    String largest = "é".repeat(Refusing.TEXT_BYTES_MAX / 2);

    register(id, "1", "en-GB", largest).statusCode(200);
    register(id, "2", "en-GB", largest + "x")
        .statusCode(413)
        .body("type", equalTo("https://consentledger.dev/problems/too-large"));
    register(id, "3", "en-GB", "x".repeat(BodyLimit.NOTICE_BYTES_MAX)).statusCode(413);

    read(id + "/versions/1").body("texts[0].text", equalTo(largest));
  }

  @Test
  void stored_texts_can_be_neither_changed_nor_deleted() throws SQLException {
    register(newNotice(), "1", "en-GB", TEXT).statusCode(200);

    for (String role : List.of(ConsentDatabase.APP, ConsentDatabase.OWNER)) {
      for (String sql :
          List.of(
              "UPDATE notice_text SET content = 'x'",
              "DELETE FROM notice_text",
              "TRUNCATE notice_text",
              "INSERT INTO notice_text (sha256, content) VALUES (sha256('a'), 'b')")) {
        assertThat(refused(role, sql)).as(role + ": " + sql).isTrue();
      }
    }
  }

  @Test
  void a_grant_names_a_registered_text_and_no_other() {
    String id = newNotice();
    String account = newAccount();
    Api.register(account, "email-1", Api.EMAIL).statusCode(200);

    grant(account, notice(id, "1", TEXT))
        .statusCode(422)
        .body("type", equalTo("https://consentledger.dev/problems/notice-unknown"));
    register(id, "1", "en-GB", TEXT).statusCode(200);
    grant(account, notice(id, "1", "another text"))
        .statusCode(422)
        .body("type", equalTo("https://consentledger.dev/problems/notice-differs"));
    grant(account, notice(id, "2", TEXT)).statusCode(422);
    long granted =
        grant(account, notice(id, "1", TEXT))
            .statusCode(200)
            .extract()
            .jsonPath()
            .getLong("position");

    assertThat(granted).isEqualTo(Api.head());
    Api.history(account).body("events", hasSize(2));
  }

  @Test
  void an_import_tells_by_line_which_grants_name_no_registered_text() {
    String id = newNotice();
    register(id, "1", "en-GB", TEXT).statusCode(200);
    String account = newAccount();
    String lines =
        line(account, "email-1", notice(id, "1", TEXT))
            + line(account, "email-2", notice(id, "2", TEXT))
            + line(account, "email-3", notice(id, "1", "another"));

    Response answer = Api.upload(Groups.CONSENT_WRITER, lines.getBytes(StandardCharsets.UTF_8));

    List<String> answers = List.of(answer.asString().strip().split("\n"));
    assertThat(answers)
        .hasSize(4)
        .anySatisfy(one -> assertThat(one).contains("\"line\":2", "problems/notice-unknown", "422"))
        .anySatisfy(one -> assertThat(one).contains("\"line\":3", "problems/notice-differs", "422"))
        .last()
        .satisfies(one -> assertThat(one).contains("\"accepted\":1", "\"refused\":2"));
    Api.consents(account).body("contactPoints.id", equalTo(List.of("email-1")));
  }

  private static String newNotice() {
    return "notice-of-test-" + NOTICES.incrementAndGet();
  }

  private static String body(String locale, String text) {
    return "{\"locale\":\"%s\",\"text\":\"%s\"}".formatted(locale, text);
  }

  private static ValidatableResponse register(
      String id, String version, String locale, String text) {
    return Api.writer()
        .contentType("application/json; charset=utf-8")
        .body(body(locale, text))
        .put("/v1/notices/" + id + "/versions/" + version)
        .then();
  }

  private static ValidatableResponse read(String path) {
    return Api.reader().urlEncodingEnabled(false).get("/v1/notices/" + path).then();
  }

  private static String notice(String id, String version, String text) {
    return "{\"id\":\"%s\",\"version\":\"%s\",\"locale\":\"en-GB\",\"sha256\":\"%s\"}"
        .formatted(id, version, Api.sha256(text));
  }

  private static String terms(String notice) {
    return "\"notice\":%s,\"context\":\"settings.ads\",\"method\":\"toggle\",\"legalBasis\":\"6(1)(a)\""
        .formatted(notice);
  }

  private static ValidatableResponse grant(String account, String notice) {
    return Api.grant(account, "email-1", LIST_MATCHING, "{" + terms(notice) + "}");
  }

  private static String line(String account, String contactPoint, String notice) {
    return """
    {"account":"%s","contactPoint":"%s","kind":"email","value":"%s@example.com",\
    "collectedFor":["service.notifications"],"notice":%s,\
    "grants":[{"purpose":"advertising.list_matching",%s}]}
    """
        .formatted(account, contactPoint, contactPoint, Api.NOTICE, terms(notice));
  }

  private long textsStored() throws SQLException {
    try (var connection = database.connectAs(ConsentDatabase.OWNER);
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM notice_text")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private boolean refused(String role, String sql) throws SQLException {
    try (var connection = database.connectAs(role);
        var statement = connection.createStatement()) {
      statement.execute(sql);
      return false;
    } catch (SQLException e) {
      return List.of("42501", "23514").contains(e.getSQLState());
    }
  }
}
