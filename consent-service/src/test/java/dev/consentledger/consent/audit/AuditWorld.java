package dev.consentledger.consent.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.intake.Tokens;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.EvidenceBundle;
import dev.consentledger.kernel.evidence.ListFile;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.evidence.Trust;
import dev.consentledger.kernel.evidence.Verification;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.VerifierKey;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** Accounts, runs and an auditor, for tests. A run here is what matching-service would leave. */
@Singleton
final class AuditWorld {
  static final String REASON = "Order 17 of the authority";
  static final String TWO_FACTOR = "security.two_factor";
  static final String LIST_MATCHING = "advertising.list_matching";
  static final MatchSecret SECRET =
      new MatchSecret(AuditParts.SECRET_VERSION, HexFormat.of().parseHex(AuditParts.SECRET_HEX));
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NOTICE =
      "{\"id\":\"%s\",\"version\":\"%s\",\"locale\":\"en-GB\",\"sha256\":\""
          + "ab".repeat(32)
          + "\"}";

  private final Subjects subjects;

  AuditWorld(Subjects subjects) {
    this.subjects = subjects;
  }

  /** An account with one registered address. */
  record Person(String account, String address, SubjectId subject) {}

  /** A person whose address was given for this purpose. */
  Person person(String name, String collectedFor) {
    String account = "acc-" + name;
    String address = name + "@example.com";
    as("consent-writer")
        .contentType(ContentType.JSON)
        .body(
            "{\"kind\":\"email\",\"value\":\"%s\",\"collectedFor\":[\"%s\"],\"notice\":%s}"
                .formatted(address, collectedFor, NOTICE.formatted("sign-up", "1")))
        .put("/v1/accounts/" + account + "/contact-points/mail")
        .then()
        .statusCode(200);
    SubjectId subject =
        subjects.find(new AccountId(account)).await().atMost(LIMIT).orElseThrow().id();
    return new Person(account, address, subject);
  }

  /** Grants list matching under a version of the notice ads; answers the grant's position. */
  Position permit(Person person, String noticeVersion) {
    return new Position(
        permitting(person, noticeVersion)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getLong("position"));
  }

  /** The same as it is answered. The notice need not be registered here: the service only warns. */
  Response permitting(Person person, String noticeVersion) {
    return as("consent-writer")
        .contentType(ContentType.JSON)
        .body(
            "{\"notice\":%s,\"context\":\"settings.ads\",\"method\":\"toggle\",\"legalBasis\":\"6(1)(a)\"}"
                .formatted(NOTICE.formatted("ads", noticeVersion)))
        .put(grant(person));
  }

  void withdraw(Person person) {
    as("consent-writer").delete(grant(person)).then().statusCode(200);
  }

  void erase(Person person) {
    as("consent-writer").delete("/v1/accounts/" + person.account()).then().statusCode(200);
  }

  /** What matching-service stores of a run once it has heard of erasures. */
  static void store(UUID run, PairingRecord... pairings) {
    var bytes = new ByteArrayOutputStream();
    for (PairingRecord pairing : pairings) {
      bytes.writeBytes(pairing.bytes());
    }
    matching().body(bytes.toByteArray()).put(runPath(run) + "/pairings").then().statusCode(204);
  }

  private static String grant(Person person) {
    return "/v1/accounts/" + person.account() + "/contact-points/mail/grants/" + LIST_MATCHING;
  }

  Position head() {
    return new Position(
        as("consent-reader")
            .get("/v1/ledger/head")
            .then()
            .extract()
            .jsonPath()
            .getLong("position"));
  }

  static PairingLeaf leaf(long row, Person person, Position grant) {
    return new PairingLeaf(row, key(person.address()), person.subject(), grant);
  }

  static MatchKey key(String address) {
    return SECRET.keyOf(Digest.ofForm(address));
  }

  /** Records a run of a list of these addresses, with these pairings. */
  UUID run(String advertiser, List<String> addresses, PairingLeaf... pairings) throws IOException {
    return run(advertiser, head(), addresses, pairings);
  }

  UUID run(String advertiser, Position at, List<String> addresses, PairingLeaf... pairings)
      throws IOException {
    return run(advertiser, AuditParts.SECRET_VERSION, at, addresses, pairings);
  }

  UUID run(
      String advertiser,
      int matchSecretVersion,
      Position at,
      List<String> addresses,
      PairingLeaf... pairings)
      throws IOException {
    UUID audience = UUID.randomUUID();
    UUID run = UUID.randomUUID();
    byte[] list = list(addresses);
    var root = new RootBuilder();
    var leaves = new ByteArrayOutputStream();
    for (PairingLeaf leaf : pairings) {
      root.add(leaf.bytes());
      leaves.writeBytes(leaf.bytes());
    }
    matching().body(list).put(runPath(run) + "/list").then().statusCode(204);
    matching().body(leaves.toByteArray()).put(runPath(run) + "/pairings").then().statusCode(204);
    as("matching")
        .contentType(ContentType.JSON)
        .body("{\"advertiser\":\"" + advertiser + "\"}")
        .put("/internal/v1/audiences/" + audience)
        .then()
        .statusCode(200);
    String digest = ListFile.read(new ByteArrayInputStream(list), "list", (_, _, _) -> {}).digest();
    as("matching")
        .contentType(ContentType.JSON)
        .body(
            """
            {"advertiser":"%s","listDigest":"%s","position":%s,"resultRoot":"%s",\
            "rowsReceived":%d,"rowsAccepted":%d,"pairings":%d,"matchSecretVersion":%d}\
            """
                .formatted(
                    advertiser,
                    digest,
                    at,
                    root.root().hex(),
                    addresses.size(),
                    addresses.size(),
                    pairings.length,
                    matchSecretVersion))
        .put("/internal/v1/audiences/" + audience + "/runs/" + run)
        .then()
        .statusCode(200);
    return run;
  }

  /** One block, rows from 1, one match key each. */
  private static byte[] list(List<String> addresses) throws IOException {
    var block = new ByteArrayOutputStream();
    var out = new DataOutputStream(block);
    out.writeByte(1);
    for (String address : addresses) {
      out.writeByte(1);
      out.writeByte(1);
      out.write(key(address).bytes());
    }
    var list = new ByteArrayOutputStream();
    new DataOutputStream(list).writeInt(block.size());
    list.writeBytes(block.toByteArray());
    return list.toByteArray();
  }

  static RequestSpecification matching() {
    String url =
        ConfigProvider.getConfig().getValue("consentledger.audit.matching.url", String.class);
    return given().baseUri(url).contentType(ContentType.BINARY);
  }

  static String runPath(UUID run) {
    return "/internal/v1/runs/" + run;
  }

  static RequestSpecification as(String group) {
    return given().auth().oauth2(Tokens.of(group));
  }

  static RequestSpecification auditor() {
    return as("auditor");
  }

  /** Asks, waits, and answers the replay as it ended. */
  static Response replayed(String question) {
    String id =
        auditor()
            .contentType(ContentType.JSON)
            .body("{\"reason\":\"" + REASON + "\"," + question.substring(1))
            .post("/v1/audit/replays")
            .then()
            .statusCode(202)
            .extract()
            .path("replay");
    return ended(id);
  }

  static Response ended(String id) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      Response answer = auditor().get("/v1/audit/replays/" + id);
      if (!List.of("waiting", "running").contains(answer.<String>path("state"))) {
        return answer;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the replay did not end within " + LIMIT);
  }

  /** Fetches the bundle and checks it as an auditor does, knowing the log's key alone. */
  static Verification verified(Response replay) throws IOException {
    byte[] zip =
        auditor()
            .get("/v1/audit/replays/" + replay.path("replay") + "/bundle")
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    Path file = Files.createTempFile("bundle", ".zip");
    try {
      Files.write(file, zip);
      try (var bundle = EvidenceBundle.open(file)) {
        return Verification.of(
            bundle,
            new Trust(
                key(), List.of(), Optional.empty(), Optional.of(new MatchSecrets(List.of(SECRET)))),
            (_, _, _) -> {});
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Proves the bundle, and says what failed where it does not. */
  static Verification proved(Response replay) throws IOException {
    Verification verification = verified(replay);
    assertThat(verification.failure()).isEmpty();
    return verification;
  }

  static VerifierKey key() {
    return VerifierKey.parse(auditor().get("/log/vkey").asString().strip());
  }

  static List<String> lines(Response answer) {
    List<String> lines = new ArrayList<>(List.of(answer.asString().split("\n")));
    lines.removeIf(String::isEmpty);
    return lines;
  }
}
