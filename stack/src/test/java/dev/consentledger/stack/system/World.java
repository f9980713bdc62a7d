package dev.consentledger.stack.system;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.oneOf;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Stack;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What platforms, advertisers and ad delivery do, through the gateway. */
final class World {
  private static final RestAssuredConfig CONFIG =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                  .encodeContentTypeAs("application/x-ndjson", ContentType.TEXT)
                  .encodeContentTypeAs("text/csv", ContentType.TEXT));

  private final Stack stack;
  private final String url;

  /** The notice that grants name in {@link Bodies} is registered, if it was not. */
  World(Stack stack) {
    this(stack, stack.url());
    registerNotice("list-matching", "1");
  }

  /** Asks one instance of a service or of the gateway. */
  World(Stack stack, String url) {
    this.stack = stack;
    this.url = url;
  }

  RequestSpecification as(Role role) {
    return asBearer(stack.token(role));
  }

  RequestSpecification asBearer(String token) {
    return asNobody().header("Authorization", "Bearer " + token);
  }

  RequestSpecification asNobody() {
    // Paths hold ':' that must arrive as it is.
    return given().config(CONFIG).urlEncodingEnabled(false).baseUri(url);
  }

  /** Registers {@link Bodies#NOTICE_TEXT} under this id and version. */
  void registerNotice(String id, String version) {
    as(Role.WRITER)
        .contentType("application/json")
        .body("{\"locale\":\"en\",\"text\":\"%s\"}".formatted(Bodies.NOTICE_TEXT))
        .put("/v1/notices/%s/versions/%s".formatted(id, version))
        .then()
        .statusCode(200);
  }

  void register(
      String account, String contactPoint, String kind, String value, String collectedFor) {
    as(Role.WRITER)
        .contentType("application/json")
        .body(Bodies.contactPoint(kind, value, collectedFor))
        .put("/v1/accounts/{account}/contact-points/{contactPoint}", account, contactPoint)
        .then()
        .statusCode(oneOf(200, 201));
  }

  /** The grant's position. */
  long grant(String account, String contactPoint) {
    return position(putGrant(account, contactPoint, Bodies.grant()));
  }

  Response putGrant(String account, String contactPoint, String body) {
    return as(Role.WRITER)
        .contentType("application/json")
        .body(body)
        .put(grantPath(account, contactPoint));
  }

  /** The withdrawal's position. */
  long withdraw(String account, String contactPoint) {
    return position(as(Role.WRITER).delete(grantPath(account, contactPoint)));
  }

  static String grantPath(String account, String contactPoint) {
    return "/v1/accounts/%s/contact-points/%s/grants/%s"
        .formatted(account, contactPoint, Bodies.LIST_MATCHING);
  }

  /** An account with one email address whose holder granted list matching. */
  void permittedEmail(String account, String address) {
    register(account, "email", "email", address, "service.notifications");
    grant(account, "email");
  }

  long head() {
    return as(Role.READER).get("/v1/ledger/head").jsonPath().getLong("position");
  }

  String createAudience(String name) {
    return as(Role.ADVERTISER)
        .contentType("application/json")
        .body("{\"name\":\"%s\"}".formatted(name))
        .post("/v1/audiences")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** Uploads a CSV list and returns its run. */
  String upload(String audience, String csv) {
    return accepted(
        as(Role.ADVERTISER)
            .contentType("text/csv")
            .body(csv)
            .post("/v1/audiences/" + audience + "/lists"));
  }

  static String accepted(Response upload) {
    assertThat(upload.statusCode()).as(upload.asString()).isEqualTo(202);
    return upload.jsonPath().getString("run");
  }

  JsonPath run(String audience, String run) {
    return as(Role.ADVERTISER)
        .get("/v1/audiences/{audience}/runs/{run}", audience, run)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  /** Waits until the run is over; it must be ready. */
  JsonPath awaitReady(String audience, String run) {
    JsonPath over = awaitEnd(audience, run);
    assertThat(over.getString("state")).as(over.prettify()).isEqualTo("ready");
    return over;
  }

  JsonPath awaitEnd(String audience, String run) {
    return Eventually.see(
        "the end of the run",
        () -> run(audience, run),
        seen -> Set.of("ready", "failed").contains(seen.getString("state")));
  }

  /** A new audience of one list, ready. */
  String audienceOf(String name, String csv) {
    String audience = createAudience(name);
    awaitReady(audience, upload(audience, csv));
    return audience;
  }

  Response askMembers(String audience) {
    return as(Role.DELIVERY).get("/v1/audiences/" + audience + "/members");
  }

  Set<String> members(String audience) {
    Response answer = askMembers(audience);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    Set<String> members = new TreeSet<>();
    answer
        .asString()
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> members.add(JsonPath.from(line).getString("account")));
    return members;
  }

  Response askContains(String audience, String... accounts) {
    return as(Role.DELIVERY)
        .contentType("application/json")
        .body("{\"accounts\":[\"%s\"]}".formatted(String.join("\",\"", accounts)))
        .post("/v1/audiences/" + audience + "/members:contains");
  }

  List<String> contained(String audience, String... accounts) {
    Response answer = askContains(audience, accounts);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return answer.jsonPath().getList("members");
  }

  private static long position(Response write) {
    assertThat(write.statusCode()).as(write.asString()).isIn(200, 201);
    long position = write.jsonPath().getLong("position");
    assertThat(write.header("Ledger-Position")).isEqualTo(Long.toString(position));
    return position;
  }
}
