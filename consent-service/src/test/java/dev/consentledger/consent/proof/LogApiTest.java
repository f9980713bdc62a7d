package dev.consentledger.consent.proof;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.PostgresResource;
import dev.consentledger.consent.intake.Tokens;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.consent.proof.OutsideClient.Head;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service with proof on, read through HTTP as an auditor reads it. */
@QuarkusTest
@TestProfile(LogApiTest.On.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SigningKeyResource.class, restrictToAnnotatedClass = true)
class LogApiTest {
  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URL live;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  private static final TestEntries ENTRIES = TestEntries.seeded();

  ConsentDatabase database;
  @Inject EventLedger ledger;
  @Inject Proofs proofs;
  @Inject LogView log;

  public static final class On implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("consentledger.proof.enabled", "true", "consentledger.proof.wait-limit", "40s");
    }
  }

  /** What the test appended itself, and where. */
  private record Written(Position position, Append.NewEntry entry) {}

  private List<Written> append(int count) {
    var written = new ArrayList<Written>();
    var batch = ENTRIES.entries(count);
    var done =
        TestEntries.await(ledger.append(new Append(ENTRIES.stream(), Append.NO_STREAM, batch)));
    for (int i = 0; i < count; i++) {
      written.add(new Written(done.positions().get(i), batch.get(i)));
    }
    return written;
  }

  private static RequestSpecification auditor() {
    return given().auth().oauth2(Tokens.of("auditor"));
  }

  private static byte[] fetch(String path) {
    Response response = auditor().get("/log/" + path);
    response.then().statusCode(200);
    return response.asByteArray();
  }

  private static String vkey() {
    return auditor().get("/log/vkey").then().statusCode(200).extract().asString();
  }

  private void awaitCovered(Position position) {
    SignedCheckpoint _ = TestEntries.await(proofs.covering(position));
  }

  @Test
  void an_outside_client_verifies_every_entry_under_each_checkpoint_as_the_log_grows() {
    var client = new OutsideClient(LogApiTest::fetch);
    List<byte[]> before = List.of();
    for (int round = 0; round < 4; round++) {
      List<Written> written = append(150);
      awaitCovered(written.getLast().position());

      Head head = client.checkpoint(vkey());
      List<byte[]> entries = client.verifyAll(head);

      assertThat(head.origin()).isEqualTo("consentledger.dev/cell-1");
      // Consistent with the checkpoint before: the same entries, and more behind them.
      assertThat(entries.subList(0, before.size())).containsExactlyElementsOf(before);
      for (Written each : written) {
        assertThat(entries.get((int) each.position().value() - 1))
            .isEqualTo(each.entry().bytes().array());
      }
      before = entries;
    }
  }

  @Test
  void the_position_of_a_write_becomes_a_proof_that_verifies_offline() {
    Written written = append(3).get(1);
    VerifierKey key = VerifierKey.parse(vkey().strip());

    String file =
        auditor()
            .queryParam("position", written.position().value())
            .get("/v1/audit/proofs")
            .then()
            .statusCode(200)
            .contentType("text/plain")
            .extract()
            .asString();

    TlogProof proof = TlogProof.parse(file);
    proof.verify(written.entry().bytes().array(), key);
    String byIndex =
        auditor()
            .queryParam("index", proof.index())
            .get("/v1/audit/proofs")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    TlogProof.parse(byIndex).verify(written.entry().bytes().array(), key);
  }

  @Test
  void a_position_without_an_entry_has_no_proof() {
    for (String query : List.of("position=0", "position=999999999", "index=999999999")) {
      auditor()
          .get("/v1/audit/proofs?" + query)
          .then()
          .statusCode(404)
          .contentType("application/problem+json")
          .body("type", equalTo("https://consentledger.dev/problems/entry-unknown"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"other=1", "position=-1", "position=x", "position=1&index=1", "position=01"})
  void a_wrong_question_is_refused(String query) {
    auditor()
        .get("/v1/audit/proofs?" + query)
        .then()
        .statusCode(400)
        .body("type", containsString("invalid-request"));
  }

  @Test
  void types_and_caching_are_as_tlog_tiles_asks() {
    awaitCovered(append(300).getLast().position());

    auditor()
        .get("/log/checkpoint")
        .then()
        .statusCode(200)
        .header("Content-Type", equalTo("text/plain; charset=utf-8"))
        .header("Cache-Control", containsString("no-cache"));
    for (String path : List.of("tile/0/000", "tile/1/000.p/1", "tile/entries/000")) {
      auditor()
          .get("/log/" + path)
          .then()
          .statusCode(200)
          .header("Content-Type", "application/octet-stream")
          .header("Cache-Control", containsString("immutable"));
    }
    assertThat(fetch("tile/0/000")).hasSize(8_192);
    assertThat(fetch("tile/0/000.p/17")).isEqualTo(Arrays.copyOf(fetch("tile/0/000"), 544));
  }

  @Test
  void bundles_are_compressed_where_the_client_takes_that() throws Exception {
    awaitCovered(append(300).getLast().position());

    var plain = auditor().header("Accept-Encoding", "identity").get("/log/tile/entries/000");
    var response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            RestAssured.baseURI + ":" + RestAssured.port + "/log/tile/entries/000"))
                    .header("Authorization", "Bearer " + Tokens.of("auditor"))
                    .header("Accept-Encoding", "gzip, identity")
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(unzipped.readAllBytes()).isEqualTo(plain.asByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/0/999",
        "tile/7/000",
        "tile/64/000",
        "tile/9/000.p/1",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/-1/000",
        "tile/entries/999",
        "tile/entries/999.p/1",
        "tile/entries/0",
        "tile/other",
        "nothing"
      })
  void what_the_tree_has_not_is_not_found(String path) {
    awaitCovered(append(1).getLast().position());

    auditor()
        .get("/log/" + path)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("type", equalTo("https://consentledger.dev/problems/not-found"));
  }

  @Test
  void only_auditors_read_the_log() {
    for (String path :
        List.of("/log/checkpoint", "/log/vkey", "/log/tile/0/000", "/v1/audit/proofs?position=1")) {
      given().get(path).then().statusCode(401);
      given().auth().oauth2(Tokens.of("consent-reader")).get(path).then().statusCode(403);
    }
  }

  @Test
  void an_operator_sees_how_proof_is_doing() {
    awaitCovered(append(1).getLast().position());

    given()
        .get(ready)
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'proof' }.status", equalTo("UP"))
        .body("checks.find { it.name == 'proof' }.data.activity", equalTo("signing"))
        .body("checks.find { it.name == 'proof' }.data.treeSize", greaterThanOrEqualTo(1));
    given().get(live).then().statusCode(200);
    assertThat(given().get(metrics).then().statusCode(200).extract().asString())
        .contains(
            "consentledger_proof_tree_size",
            "consentledger_proof_lag_positions",
            "consentledger_proof_lag_seconds",
            "consentledger_proof_checkpoint_age_seconds",
            "consentledger_proof_checkpoints_total",
            "consentledger_leader{name=\"proof\"} 1.0");
  }

  @Test
  void tiles_that_are_gone_are_never_guessed() throws Exception {
    awaitCovered(append(1).getLast().position());
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT * FROM proof_tile");
      statement.execute("DELETE FROM proof_tile");
      try {
        auditor()
            .get("/v1/audit/proofs?index=0")
            .then()
            .statusCode(503)
            .body("type", containsString("service-unavailable"));
        auditor().get("/log/tile/0/000.p/1").then().statusCode(503);
      } finally {
        statement.execute("INSERT INTO proof_tile SELECT * FROM kept");
        statement.execute("DROP TABLE kept");
      }
    }
    auditor().get("/v1/audit/proofs?index=0").then().statusCode(200);
  }
}
