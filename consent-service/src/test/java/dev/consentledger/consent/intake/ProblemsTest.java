package dev.consentledger.consent.intake;

import static dev.consentledger.consent.intake.Api.EMAIL;
import static dev.consentledger.consent.intake.Api.GRANT;
import static dev.consentledger.consent.intake.Api.LIST_MATCHING;
import static dev.consentledger.consent.intake.Api.newAccount;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.consentledger.consent.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error is a problem with our type, and tells nothing that it should not. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ProblemsTest {
  @TestHTTPResource URI service;
  @Inject MeterRegistry meters;

  @Test
  void no_token_is_401() {
    isProblem(given().get("/v1/accounts/secret-person/consents"), 401, "unauthenticated")
        .header("WWW-Authenticate", "Bearer");
    isProblem(given().get("/v1/ledger/head"), 401, "unauthenticated");
  }

  /** A gateway asks so every few seconds (its {@code Upstreams}). */
  @Test
  void a_question_whether_anybody_answers_is_not_counted_as_a_refusal() {
    double before = notFound();
    isProblem(given().get("/"), 404, "not-found");
    assertThat(notFound()).isEqualTo(before);

    isProblem(Api.reader().get("/nothing"), 404, "not-found");
    assertThat(notFound()).isEqualTo(before + 1);
  }

  private double notFound() {
    return meters.get("consentledger.refusals").tag("reason", "not-found").counter().count();
  }

  @Test
  void a_token_that_should_not_be_believed_is_401() {
    for (String token :
        new String[] {
          "rubbish",
          Tokens.expired(Groups.CONSENT_READER),
          Tokens.ofIssuer("https://elsewhere.example", Groups.CONSENT_READER),
          Tokens.forAudience("another-service", Groups.CONSENT_READER),
          Tokens.signedByAnother(Groups.CONSENT_READER)
        }) {
      isProblem(
          given().auth().oauth2(token).get("/v1/accounts/secret-person/consents"),
          401,
          "unauthenticated");
    }
  }

  @Test
  void a_token_of_another_group_is_403() {
    String path = Api.point("secret-person", "email-1");
    isProblem(Api.reader().contentType(ContentType.JSON).body(EMAIL).put(path), 403, "forbidden");
    isProblem(Api.as("matching", "advertiser").delete(path), 403, "forbidden");
    isProblem(Api.writer().get("/v1/accounts/secret-person/consents"), 403, "forbidden");
    isProblem(Api.writer().get("/v1/accounts/secret-person/history"), 403, "forbidden");
    isProblem(
        Api.upload(Groups.CONSENT_READER, "{}".getBytes(StandardCharsets.US_ASCII)),
        403,
        "forbidden");
    isProblem(
        Api.writer()
            .body("{\"advertiser\":\"shop\"}")
            .put("/internal/v1/audiences/00000000-0000-4000-8000-000000000001"),
        403,
        "forbidden");
  }

  @Test
  void an_unknown_account_is_404() {
    isProblem(Api.reader().get("/v1/accounts/secret-person/consents"), 404, "account-unknown");
    isProblem(Api.reader().get("/v1/accounts/secret-person/history"), 404, "account-unknown");
    isProblem(Api.writer().delete(Api.point("secret-person", "email-1")), 404, "account-unknown");
    isProblem(
        Api.writer().body(GRANT).put(Api.grantPath("secret-person", "email-1", LIST_MATCHING)),
        404,
        "account-unknown");
  }

  @Test
  void an_unknown_contact_point_is_404() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(Api.remove(account, "email-2"), 404, "contact-point-unknown");
    isProblem(Api.grant(account, "email-2", LIST_MATCHING, GRANT), 404, "contact-point-unknown");
  }

  @Test
  void withdrawing_what_was_never_granted_is_404() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(Api.withdraw(account, "email-1", LIST_MATCHING), 404, "grant-unknown");
  }

  @Test
  void another_value_under_the_same_id_is_409() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(
        Api.register(account, "email-1", EMAIL.replace("Ada.", "Bob.")),
        409,
        "contact-point-differs");
  }

  @Test
  void an_advertising_grant_inside_a_security_flow_is_422() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(
        Api.grant(account, "email-1", LIST_MATCHING, Api.grant("security.two_factor", "null")),
        422,
        "bundled-consent");
    Api.consents(account).body("contactPoints[0].grants.size()", equalTo(0));
  }

  @Test
  void a_grant_that_is_over_already_is_422() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(
        Api.grant(account, "email-1", LIST_MATCHING, Api.grant("ads", "\"2020-01-01T00:00:00Z\"")),
        422,
        "already-expired");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\":\"email\"|\"kind\":\"fax\"|kind",
        "\"kind\":\"email\"|\"kind\":null|kind",
        "\"value\":\"Ada.Lovelace+ads@gmail.com\"|\"value\":\"not an address\"|value",
        "\"value\":\"Ada.Lovelace+ads@gmail.com\"|\"region\":\"GB\"|value",
        "\"value\":\"Ada.Lovelace+ads@gmail.com\"|\"sha256\":\"ab\"|sha256",
        "\"kind\":|\"sha256\":\"ab\",\"kind\":|value",
        "\"kind\":|\"region\":\"Narnia\",\"kind\":|region",
        "[\"service.notifications\"]|[]|collectedFor",
        "[\"service.notifications\"]|[\"anything\"]|collectedFor[0]",
        "[\"service.notifications\"]|[null]|collectedFor[0]",
        "[\"service.notifications\"]|\"service.notifications\"|collectedFor",
        "\"id\":\"sign-up\"|\"id\":\"ada@gmail.com\"|notice.id",
        "\"id\":\"sign-up\"|\"id\":\"4420-7946-0018\"|notice.id",
        "\"version\":\"1\"|\"version\":1|notice.version",
        "\"locale\":\"en-GB\"|\"locale\":\"English please\"|notice.locale",
        "\"sha256\":\"abab|\"sha256\":\"zzzz|notice.sha256",
        "\"kind\":|\"colectedFor\":[],\"kind\":|body",
        "\"id\":\"sign-up\"|\"id\":\"sign-up\",\"ada@gmail.com\":1|notice",
        "\"kind\":\"email\"|\"kind\":\"email\",\"kind\":\"phone\"|body",
      })
  void a_bad_field_is_named(String right, String wrong, String field) {
    var answer =
        isProblem(
            Api.register(newAccount(), "email-1", EMAIL.replace(right, wrong)),
            400,
            "invalid-request");

    answer.body("violations.field", hasItem(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "settings.ads|12345|context",
        "settings.ads|with space|context",
        "toggle||method",
        "6(1)(a)|6|legalBasis",
        "null|\"tomorrow\"|expiresAt",
        "null|1900000000|expiresAt",
      })
  void a_bad_field_of_a_grant_is_named(String right, String wrong, String field) {
    isProblem(
            Api.grant(
                newAccount(),
                "email-1",
                LIST_MATCHING,
                GRANT.replace(right, wrong == null ? "" : wrong)),
            400,
            "invalid-request")
        .body("violations.field", hasItem(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\":\"ada.lovelace@gmail.com\"",
        "ada.lovelace@gmail.com",
        "[]",
        "null",
        "",
        "{} {}",
        "\"ada.lovelace@gmail.com\"",
        "{\"kind\":{\"ada.lovelace@gmail.com\":1}}"
      })
  void bad_json_is_400_and_is_not_repeated(String body) {
    isProblem(Api.register(newAccount(), "email-1", body), 400, "invalid-request");
  }

  @ParameterizedTest
  @CsvSource({
    "ada@gmail.com,email-1,account",
    "account-1,ada@gmail.com,contactPoint",
    "account-1,+442079460018,contactPoint",
    "account-1,4420 7946 0018,contactPoint",
  })
  void a_bad_id_in_the_path_is_400(String account, String contactPoint, String field) {
    Response answer =
        Api.writer().body(EMAIL).put("/v1/accounts/{a}/contact-points/{c}", account, contactPoint);

    isProblem(answer, 400, "invalid-request").body("violations[0].field", equalTo(field));
  }

  @Test
  void an_unknown_purpose_in_the_path_is_400() {
    isProblem(Api.withdraw("account-1", "email-1", "everything"), 400, "invalid-request")
        .body("violations[0].field", equalTo("purpose"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "-1", "99999999999999999999", "2026-03-01", "999999999999"})
  void a_bad_at_is_400(String at) {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(
            Api.reader().queryParam("at", at).get("/v1/accounts/" + account + "/consents"),
            400,
            "invalid-request")
        .body("violations[0].field", equalTo("at"));
  }

  @Test
  void an_instant_in_the_future_is_400() {
    String account = newAccount();
    Api.register(account, "email-1", EMAIL).statusCode(200);

    isProblem(
        Api.reader()
            .queryParam("at", "2999-01-01T00:00:00Z")
            .get("/v1/accounts/" + account + "/consents"),
        400,
        "invalid-request");
  }

  @Test
  void an_unknown_path_is_404() {
    isProblem(Api.reader().get("/v1/secret-person"), 404, "not-found");
    isProblem(Api.reader().get("/secret-person"), 404, "not-found");
  }

  @Test
  void a_wrong_method_is_405() {
    isProblem(
        Api.writer().body("{}").post("/v1/accounts/secret-person/consents"),
        405,
        "method-not-allowed");
  }

  @Test
  void a_representation_that_there_is_not_is_406() {
    isProblem(
        Api.reader().accept("text/csv").get("/v1/accounts/secret-person/consents"),
        406,
        "not-acceptable");
  }

  @Test
  void another_content_type_is_415() {
    isProblem(
        Api.as(Groups.CONSENT_WRITER)
            .contentType("text/plain")
            .body("ada")
            .put(Api.point("secret-person", "email-1")),
        415,
        "unsupported-media-type");
  }

  @Test
  void a_body_over_the_limit_is_413() {
    String body = EMAIL.replace("Ada", "A".repeat(BodyLimit.JSON_BYTES_MAX));

    isProblem(Api.writer().body(body).put(Api.point("secret-person", "email-1")), 413, "too-large");
  }

  @Test
  void a_body_over_the_limit_that_does_not_say_its_length_is_413() throws Exception {
    String body = EMAIL.replace("Ada", "A".repeat(2 * BodyLimit.JSON_BYTES_MAX));

    assertThat(putInChunks(body)).startsWith("HTTP/1.1 413").contains("problems/too-large");
  }

  @Test
  void a_small_body_that_does_not_say_its_length_is_read() throws Exception {
    assertThat(putInChunks(EMAIL)).startsWith("HTTP/1.1 200").contains("\"registered\"");
  }

  private String putInChunks(String body) throws IOException {
    String request =
        "PUT "
            + Api.point(newAccount(), "email-1")
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            + "Authorization: Bearer "
            + Tokens.of(Groups.CONSENT_WRITER)
            + "\r\n\r\n"
            + Integer.toHexString(body.length())
            + "\r\n"
            + body
            + "\r\n0\r\n\r\n";
    try (var socket = new Socket(service.getHost(), service.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ValidatableResponse isProblem(Response response, int status, String name) {
    return isProblem(response.then(), status, name);
  }

  private static ValidatableResponse isProblem(
      ValidatableResponse response, int status, String name) {
    String body = response.extract().asString();
    assertThat(response.extract().statusCode()).as(body).isEqualTo(status);
    response
        .contentType("application/problem+json")
        .body("type", equalTo("https://consentledger.dev/problems/" + name))
        .body("status", equalTo(status))
        .body("instance", nullValue());
    assertThat(response.extract().jsonPath().getString("detail")).endsWith(".");
    assertThat(body.toLowerCase(Locale.ROOT))
        .doesNotContain("secret-person", "ada", "gmail", "4420", "jakarta", "jackson")
        .doesNotContainPattern("account-[0-9]")
        .doesNotContain("exception", "io.quarkus", "dev.consentledger");
    return response;
  }
}
