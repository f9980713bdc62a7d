package dev.consentledger.matching;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/** The service's API as a test calls it. */
public final class MatchingApi {
  private static final MatchSecret SECRET =
      new MatchSecret(ConsentFake.SECRET_VERSION, HexFormat.of().parseHex(ConsentFake.SECRET_HEX));
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private MatchingApi() {}

  public static MatchKey key(String form) {
    return SECRET.keyOf(Digest.ofForm(form));
  }

  public static String token(String subject, String... groups) {
    return Jwt.issuer("https://consentledger.dev")
        .audience("consent-ledger")
        .subject(subject)
        .groups(Set.of(groups))
        .sign();
  }

  public static RequestSpecification advertiser(String name) {
    return given().auth().oauth2(token(name, "advertiser"));
  }

  public static RequestSpecification delivery() {
    return given().auth().oauth2(token("delivery-1", "delivery"));
  }

  public static String newAudience(String advertiser) {
    return advertiser(advertiser)
        .contentType("application/json")
        .body("{\"name\": \"Spring customers\"}")
        .post("/v1/audiences")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  public static Response upload(String advertiser, String audience, String csv) {
    return advertiser(advertiser)
        .contentType("text/csv")
        .body(csv)
        .post("/v1/audiences/" + audience + "/lists");
  }

  /** Uploads a list and answers the run's id. */
  public static String run(String advertiser, String audience, String csv) {
    return upload(advertiser, audience, csv).then().statusCode(202).extract().path("run");
  }

  public static Response awaitState(String advertiser, String audience, String run, String state) {
    String path = "/v1/audiences/" + audience + "/runs/" + run;
    await(() -> state.equals(advertiser(advertiser).get(path).path("state")), "state " + state);
    return advertiser(advertiser).get(path);
  }

  public static List<String> members(String audience) {
    Response response = delivery().get("/v1/audiences/" + audience + "/members");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).doesNotContain("\n\n");
    return lines(response.asString());
  }

  public static List<String> lines(String ndjson) {
    return Stream.of(ndjson.split("\n"))
        .filter(line -> !line.isEmpty())
        .map(line -> new JsonObject(line).getString("account"))
        .sorted()
        .toList();
  }

  public static Response contains(String audience, String... accounts) {
    return delivery()
        .urlEncodingEnabled(false)
        .contentType("application/json")
        .body(new JsonObject().put("accounts", new JsonArray(List.of(accounts))).encode())
        .post("/v1/audiences/" + audience + "/members:contains");
  }

  public static JsonObject steerConsent(JsonObject steer) {
    String consent = ConfigProvider.getConfig().getValue("consentledger.consent.url", String.class);
    return new JsonObject(
        given().body(steer.encode()).put(consent + "/control").then().extract().asString());
  }

  public static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
