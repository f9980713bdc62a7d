package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Everything that people, advertisers and auditors do, and much that they should not, with sample
 * identifiers that a search can tell from all else.
 */
final class ObservedLife {
  static final String ALICE = "account-observed-7f31";
  static final String BOB = "account-observed-9c42";
  static final String CAROL = "account-observed-2d53";
  static final String UNKNOWN = "account-observed-unknown-6e64";
  static final List<String> ACCOUNTS = List.of(ALICE, BOB, CAROL, UNKNOWN);

  static final String ALICE_EMAIL = " Alice.Observed+News@GMail.com ";
  static final String ALICE_PHONE = "+1 (415) 555-0142";
  static final String BOB_EMAIL = "bob.observed@example.org";
  static final String CAROL_EMAIL = "carol.observed@example.net";
  static final String RUBBISH_EMAIL = "rubbish.observed@example.com";
  static final List<String> EMAILS = List.of(ALICE_EMAIL, BOB_EMAIL, CAROL_EMAIL, RUBBISH_EMAIL);
  static final List<String> PHONES = List.of(ALICE_PHONE);

  private static final String REPLAYS = "/v1/audit/replays";

  private final Stack stack;
  private final World world;

  ObservedLife(Stack stack) {
    this.stack = stack;
    this.world = new World(stack);
  }

  void live() {
    permit();
    String run = pair();
    rubbish();
    replay("{\"kind\":\"ledger\"}");
    replay("{\"kind\":\"run\",\"run\":\"" + run + "\"}");
    replay("{\"kind\":\"impact\",\"collectedFor\":[\"service.notifications\"]}");
    replay("{\"kind\":\"account\",\"account\":\"" + ALICE + "\"}");
    outage();
    withdraw();
  }

  private void permit() {
    world.register(ALICE, "email", "email", ALICE_EMAIL.strip(), "service.notifications");
    world.register(ALICE, "phone", "phone", ALICE_PHONE, "security.two_factor");
    world.grant(ALICE, "email");
    world.permittedEmail(BOB, BOB_EMAIL);
    world
        .as(Role.WRITER)
        .contentType("application/x-ndjson")
        .body(Bodies.importLine(CAROL, CAROL_EMAIL) + "{\"account\":\"" + UNKNOWN + "\", broken\n")
        .post("/v1/accounts:import")
        .then()
        .statusCode(200);
    world.as(Role.READER).get("/v1/accounts/" + ALICE + "/consents").then().statusCode(200);
    world.as(Role.READER).get("/v1/accounts/" + ALICE + "/history").then().statusCode(200);
  }

  private String pair() {
    HexFormat hex = HexFormat.of();
    String audience = world.createAudience("observed");
    String run =
        world.upload(
            audience,
            "Email,Phone\n\"%s\",\"%s\"\n%s,\n%s,\nnot an address,12\n"
                .formatted(
                    ALICE_EMAIL,
                    ALICE_PHONE,
                    hex.withUpperCase().formatHex(Bodies.sha256(BOB_EMAIL)),
                    CAROL_EMAIL));
    world.awaitReady(audience, run);
    assertThat(world.members(audience)).containsExactlyInAnyOrder(ALICE, BOB, CAROL);
    assertThat(world.contained(audience, ALICE, UNKNOWN)).containsExactly(ALICE);
    return run;
  }

  /** Identifiers where none belong: in paths, queries, headers, fields and broken bodies. */
  private void rubbish() {
    String email = RUBBISH_EMAIL;
    put(ALICE, "{\"kind\":\"email\",\"value\":\"" + email);
    put(ALICE, "{\"kind\":\"email\",\"" + email + "\":1}");
    put(ALICE, "{\"kind\":\"fax\",\"value\":\"" + email + "\"}");
    put(email, Bodies.contactPoint("email", email, "service.notifications"));
    world.as(Role.READER).get("/v1/accounts/" + UNKNOWN + "/consents");
    world.as(Role.READER).get("/v1/accounts/" + ALICE + "/consents?at=" + email);
    world.as(Role.READER).get("/v1/accounts/" + email + "/nothing?email=" + email);
    world.as(Role.READER).get("/" + email);
    world.as(Role.WRITER).get("/v1/accounts/" + ALICE + "/history");
    world.asBearer(email).get("/v1/accounts/" + ALICE + "/history");
    world
        .as(Role.READER)
        .header("X-Request-Id", ALICE_PHONE)
        .header("traceparent", email)
        .header("tracestate", "email=" + email)
        .header("baggage", "account=" + ALICE)
        .header("User-Agent", email)
        .get("/v1/accounts/" + ALICE + "/consents");
    world.as(Role.ADVERTISER).contentType("text/csv").body(email).post("/v1/audiences/x/lists");
    world.as(Role.DELIVERY).get("/v1/audiences/" + email + "/members");
    world
        .as(Role.AUDITOR)
        .contentType("application/json")
        .body(
            "{\"reason\":\"about "
                + email
                + "\",\"kind\":\"account\",\"account\":\""
                + UNKNOWN
                + "\"}")
        .post(REPLAYS);
    world
        .as(Role.WRITER)
        .contentType("application/json")
        .body(Bodies.grant("security.login"))
        .put(World.grantPath(ALICE, "phone"))
        .then()
        .statusCode(422);
  }

  private void put(String account, String body) {
    world
        .as(Role.WRITER)
        .contentType("application/json")
        .body(body)
        .put("/v1/accounts/" + account + "/contact-points/email");
  }

  private void replay(String question) {
    String replay =
        world
            .as(Role.AUDITOR)
            .contentType("application/json")
            .body("{\"reason\":\"A system test\"," + question.substring(1))
            .post(REPLAYS)
            .then()
            .statusCode(202)
            .extract()
            .path("replay");
    JsonPath ended =
        Eventually.see(
            "the end of the replay",
            () -> world.as(Role.AUDITOR).get(REPLAYS + "/" + replay).jsonPath(),
            seen -> Set.of("done", "failed").contains(seen.getString("state")));
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("done");
    if (question.contains("impact")) {
      Response accounts =
          world
              .as(Role.AUDITOR)
              .header("Audit-Reason", "A system test")
              .get(REPLAYS + "/" + replay + "/accounts");
      assertThat(accounts.asString()).contains(ALICE);
    }
  }

  /** Calls for which consent-service is not there: everything is refused, and nothing told. */
  private void outage() {
    stack.service(ServiceName.CONSENT).kill9();
    put(BOB, Bodies.contactPoint("email", BOB_EMAIL, "service.notifications"));
    String audience =
        world
            .as(Role.ADVERTISER)
            .contentType("application/json")
            .body("{\"name\":\"refused\"}")
            .post("/v1/audiences")
            .asString();
    assertThat(audience).contains("ledger-unavailable");
    stack.service(ServiceName.CONSENT).start();
    stack.service(ServiceName.CONSENT).awaitReady();
  }

  private void withdraw() {
    world.withdraw(BOB, "email");
    String after = world.audienceOf("after", "Email\n" + BOB_EMAIL + "\n" + CAROL_EMAIL + "\n");
    assertThat(world.members(after)).containsExactly(CAROL);
    world.as(Role.WRITER).delete("/v1/accounts/" + CAROL + "/contact-points/email");
    assertThat(world.members(after)).isEmpty();
    world.as(Role.ADVERTISER).delete("/v1/audiences/" + after).then().statusCode(200);
  }
}
