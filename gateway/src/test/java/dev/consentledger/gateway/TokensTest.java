package dev.consentledger.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(Services.class)
class TokensTest {

  private static final Instant LONG_AGO = Instant.parse("2020-01-02T00:00:00Z");

  static Stream<Arguments> invalidTokens() throws IOException {
    String good = FixtureTokens.in("auditor");
    String[] parts = good.split("\\.", -1);
    String head = parts[0] + "." + parts[1];
    return Stream.of(
        Arguments.of("not a JWT", "rubbish"),
        Arguments.of("two parts", head),
        Arguments.of("an empty signature", head + "."),
        Arguments.of(
            "another signature", head + "." + FixtureTokens.in("delivery").split("\\.", -1)[2]),
        Arguments.of(
            "another payload",
            parts[0] + "." + base64(payload(good).replace("auditor", "delivery")) + "." + parts[2]),
        Arguments.of("algorithm none", base64("{\"alg\":\"none\"}") + "." + parts[1] + "."),
        Arguments.of("algorithm NoNe", base64("{\"alg\":\"NoNe\"}") + "." + parts[1] + "."),
        Arguments.of("HS256 with the public key", signedWithPublicKey()),
        Arguments.of(
            "another key",
            FixtureTokens.good("auditor").subject("s").sign(FixtureTokens.OTHER_PRIVATE_KEY)),
        Arguments.of(
            "RS512",
            FixtureTokens.good("auditor")
                .subject("s")
                .jws()
                .algorithm(SignatureAlgorithm.RS512)
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "expired",
            FixtureTokens.good("auditor")
                .subject("s")
                .expiresAt(LONG_AGO)
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "not valid yet",
            FixtureTokens.good("auditor")
                .subject("s")
                .claim("nbf", FixtureTokens.FAR.getEpochSecond() - 60)
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "another issuer",
            FixtureTokens.good("auditor")
                .subject("s")
                .issuer("https://consentledger.dev.example")
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "another audience",
            FixtureTokens.good("auditor")
                .subject("s")
                .audience("consent-ledger-2")
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "no issuer",
            Jwt.claims(
                    Map.of(
                        "groups",
                        "auditor",
                        "sub",
                        "s",
                        "aud",
                        "consent-ledger",
                        "exp",
                        FixtureTokens.FAR.getEpochSecond()))
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "no audience",
            Jwt.issuer("https://consentledger.dev")
                .subject("s")
                .groups("auditor")
                .expiresAt(FixtureTokens.FAR)
                .sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of("no subject", FixtureTokens.good("auditor").sign(FixtureTokens.PRIVATE_KEY)),
        Arguments.of(
            "a blank subject",
            FixtureTokens.good("auditor").subject(" ").sign(FixtureTokens.PRIVATE_KEY)));
  }

  @BeforeEach
  void forget() {
    Services.forget();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalidTokens")
  void an_invalid_token_is_refused(String defect, String token) {
    refused(given().header("Authorization", "Bearer " + token).get("/v1/ledger/head").then())
        .header("WWW-Authenticate", containsString("error=\"invalid_token\""))
        .body(
            "detail",
            equalTo(
                "The token is not valid here, or not any more; get a new one and send the request again."));
  }

  @Test
  void the_tokens_that_the_defects_were_made_from_are_good() {
    for (String scheme : new String[] {"Bearer ", "bearer ", "BEARER  "}) {
      given()
          .header("Authorization", scheme + FixtureTokens.in("auditor"))
          .get("/v1/ledger/head")
          .then()
          .statusCode(200);
    }
  }

  @Test
  void two_authorization_headers_are_refused() {
    String good = "Bearer " + FixtureTokens.in("auditor");
    refused(
        given()
            .headers(
                new Headers(new Header("Authorization", good), new Header("Authorization", good)))
            .get("/v1/ledger/head")
            .then());
  }

  @Test
  void another_scheme_a_query_and_a_cookie_carry_no_token() {
    String good = FixtureTokens.in("auditor");
    refused(given().header("Authorization", "Basic " + good).get("/v1/ledger/head").then());
    refused(given().queryParam("access_token", good).get("/v1/ledger/head").then());
    refused(given().cookie("Bearer", good).get("/v1/ledger/head").then());
  }

  private static ValidatableResponse refused(ValidatableResponse answer) {
    assertThat(Services.consent().untouched()).isTrue();
    return answer
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo("https://consentledger.dev/problems/unauthenticated"));
  }

  private static String signedWithPublicKey() throws IOException {
    try (InputStream pem = TokensTest.class.getResourceAsStream(FixtureTokens.PUBLIC_KEY)) {
      byte[] key = Objects.requireNonNull(pem).readAllBytes();
      return FixtureTokens.good("auditor").subject("s").sign(new SecretKeySpec(key, "HmacSHA256"));
    }
  }

  private static String payload(String token) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
