package dev.consentledger.consent.intake;

import static io.restassured.RestAssured.given;

import dev.consentledger.kernel.event.Digest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.concurrent.atomic.AtomicInteger;

/** The API as the account platform calls it. */
final class Api {
  static final String NOTICE =
      """
      {"id":"sign-up","version":"1","locale":"en-GB","sha256":"%s"}\
      """
          .formatted("ab".repeat(32));
  static final String TWO_FACTOR_PHONE =
      """
      {"kind":"phone","value":"+44 20 7946 0018","collectedFor":["security.two_factor"],"notice":%s}
      """
          .formatted(NOTICE);
  static final String EMAIL =
      """
      {"kind":"email","value":"Ada.Lovelace+ads@gmail.com","collectedFor":["service.notifications"],
       "notice":%s}
      """
          .formatted(NOTICE);
  static final String GRANT = grant("settings.ads", "null");
  static final String LIST_MATCHING = "advertising.list_matching";

  private static final AtomicInteger ACCOUNTS = new AtomicInteger();

  private Api() {}

  /** An account that no other test uses. */
  static String newAccount() {
    return "account-" + ACCOUNTS.incrementAndGet();
  }

  static String grant(String context, String expiresAt) {
    return """
    {"notice":%s,"context":"%s","method":"toggle","legalBasis":"6(1)(a)","expiresAt":%s}
    """
        .formatted(NOTICE, context, expiresAt);
  }

  static String sha256(String form) {
    return Digest.ofForm(form).hex();
  }

  static RequestSpecification writer() {
    return as(Groups.CONSENT_WRITER).contentType(ContentType.JSON);
  }

  /** RestAssured would send the colon of the path as %3A. */
  static Response upload(String group, byte[] lines) {
    return as(group)
        .urlEncodingEnabled(false)
        .contentType("application/x-ndjson")
        .body(lines)
        .post(ImportResource.PATH);
  }

  static RequestSpecification reader() {
    return as(Groups.CONSENT_READER);
  }

  static RequestSpecification as(String... groups) {
    return given().auth().oauth2(Tokens.of(groups));
  }

  static ValidatableResponse register(String account, String contactPoint, String body) {
    return writer().body(body).put(point(account, contactPoint)).then();
  }

  static ValidatableResponse remove(String account, String contactPoint) {
    return writer().delete(point(account, contactPoint)).then();
  }

  static ValidatableResponse grant(
      String account, String contactPoint, String purpose, String body) {
    return writer().body(body).put(grantPath(account, contactPoint, purpose)).then();
  }

  static ValidatableResponse withdraw(String account, String contactPoint, String purpose) {
    return writer().delete(grantPath(account, contactPoint, purpose)).then();
  }

  static ValidatableResponse consents(String account) {
    return reader().get("/v1/accounts/" + account + "/consents").then();
  }

  static ValidatableResponse history(String account) {
    return reader().get("/v1/accounts/" + account + "/history").then();
  }

  static long head() {
    return as("anyone")
        .get("/v1/ledger/head")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("position");
  }

  static String point(String account, String contactPoint) {
    return "/v1/accounts/" + account + "/contact-points/" + contactPoint;
  }

  static String grantPath(String account, String contactPoint, String purpose) {
    return point(account, contactPoint) + "/grants/" + purpose;
  }
}
