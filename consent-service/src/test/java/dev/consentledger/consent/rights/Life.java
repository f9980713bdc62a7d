package dev.consentledger.consent.rights;

import static io.restassured.RestAssured.given;

import dev.consentledger.consent.intake.Tokens;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One account's life, as the platform and the matching-service write it. */
record Life(String account) {
  static final String EMAIL = "grace.hopper@example.com";
  static final String NUMBER = "+44 20 7946 0018";
  static final String LIST_MATCHING = "advertising.list_matching";
  static final String PERSONALISATION = "advertising.personalisation";
  static final String TWO_FACTOR = "security.two_factor";

  private static final AtomicInteger ACCOUNTS = new AtomicInteger();

  static Life begin() {
    return new Life("person-" + ACCOUNTS.incrementAndGet());
  }

  static RequestSpecification as(String group) {
    return given().auth().oauth2(Tokens.of(group));
  }

  static RequestSpecification reader() {
    return as("consent-reader");
  }

  Life email() {
    position(
        put(
            "consent-writer",
            path() + "/contact-points/email-1",
            """
            {"kind":"email","value":"%s","collectedFor":["service.notifications"],"notice":%s}
            """
                .formatted(EMAIL, notice("sign-up"))));
    return this;
  }

  Life number() {
    position(
        put(
            "consent-writer",
            path() + "/contact-points/phone-1",
            """
            {"kind":"phone","value":"%s","collectedFor":["security.two_factor"],"notice":%s}
            """
                .formatted(NUMBER, notice("two-factor"))));
    return this;
  }

  long grant(String purpose) {
    return grant(purpose, "null");
  }

  long grant(String purpose, String expiresAt) {
    return grant(purpose, expiresAt, notice("ads"));
  }

  long grantUnder(String notice, String purpose) {
    return grant(purpose, "null", notice);
  }

  private long grant(String purpose, String expiresAt, String notice) {
    return position(
        put(
            "consent-writer",
            path() + "/contact-points/email-1/grants/" + purpose,
            """
            {"notice":%s,"context":"settings.ads","method":"toggle","legalBasis":"6(1)(a)",
             "expiresAt":%s}
            """
                .formatted(notice, expiresAt)));
  }

  long withdraw(String purpose) {
    return position(
        as("consent-writer").delete(path() + "/contact-points/email-1/grants/" + purpose).then());
  }

  long remove() {
    return position(as("consent-writer").delete(path() + "/contact-points/email-1").then());
  }

  long signal(boolean on) {
    return position(put("consent-writer", path() + "/signals/gpc", "{\"on\":" + on + "}"));
  }

  /** An advertiser's audience, created. */
  static String audience(String advertiser) {
    String audience = UUID.randomUUID().toString();
    position(
        put(
            "matching",
            "/internal/v1/audiences/" + audience,
            "{\"advertiser\":\"" + advertiser + "\"}"));
    return audience;
  }

  static long run(String advertiser, String audience, String run) {
    return position(
        put(
            "matching",
            "/internal/v1/audiences/" + audience + "/runs/" + run,
            """
            {"advertiser":"%s","listDigest":"%s","position":1,"resultRoot":"%s","rowsReceived":3,
             "rowsAccepted":3,"pairings":1,"matchSecretVersion":3}
            """
                .formatted(advertiser, "ab".repeat(32), "cd".repeat(32))));
  }

  static long delete(String audience) {
    return position(as("matching").delete("/internal/v1/audiences/" + audience).then());
  }

  /** Registers a text as its first version, and answers how a grant names it. */
  static String registered(String id) {
    String sha256 =
        put(
                "consent-writer",
                "/v1/notices/" + id + "/versions/1",
                "{\"locale\":\"en-GB\",\"text\":\"We pair your address with lists.\"}")
            .statusCode(200)
            .extract()
            .path("sha256");
    return notice(id, sha256);
  }

  /** Answers the position from which on no grant under it counts. */
  static long invalidate(String id) {
    return as("auditor")
        .urlEncodingEnabled(false)
        .contentType("application/json")
        .body("{\"reason\":\"An order\"}")
        .post("/v1/notices/" + id + "/versions/1:invalidate")
        .then()
        .statusCode(202)
        .extract()
        .jsonPath()
        .getLong("position");
  }

  String path() {
    return "/v1/accounts/" + account;
  }

  private static String notice(String id) {
    return notice(id, "ab".repeat(32));
  }

  private static String notice(String id, String sha256) {
    return """
    {"id":"%s","version":"1","locale":"en-GB","sha256":"%s"}\
    """
        .formatted(id, sha256);
  }

  private static ValidatableResponse put(String group, String path, String body) {
    return as(group).contentType("application/json").body(body).put(path).then();
  }

  private static long position(ValidatableResponse answer) {
    return answer.statusCode(200).extract().jsonPath().getLong("position");
  }
}
