package dev.consentledger.consent.rights;

import static dev.consentledger.consent.rights.Life.LIST_MATCHING;
import static dev.consentledger.consent.rights.Life.PERSONALISATION;
import static dev.consentledger.consent.rights.Life.TWO_FACTOR;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.consent.decision.SubjectCommand.Expire;
import dev.consentledger.consent.intake.Outcome;
import dev.consentledger.consent.intake.SubjectCommands;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.purpose.Purpose;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RightsService.class)
class ReceiptsApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject Subjects subjects;
  @Inject SubjectCommands commands;

  @Test
  void each_event_that_gave_or_ended_something_has_a_receipt_and_no_other() {
    Life life = Life.begin().number().email();
    long first = life.grant(LIST_MATCHING, "\"2990-01-01T00:00:00Z\"");
    long granted = life.grant(LIST_MATCHING);
    long other = life.grant(PERSONALISATION);
    long withdrawn = life.withdraw(PERSONALISATION);
    long on = life.signal(true);
    long off = life.signal(false);
    long removed = life.remove();
    life.signal(true);

    Life.reader()
        .get(life.path() + "/receipts")
        .then()
        .statusCode(200)
        .body(
            "receipts.event",
            contains(
                "granted", "granted", "granted", "withdrawn", "signal_on", "signal_off", "removed"))
        .body(
            "receipts.position",
            contains(
                (int) first,
                (int) granted,
                (int) other,
                (int) withdrawn,
                (int) on,
                (int) off,
                (int) removed))
        .body("receipts[4].grants", contains((int) granted))
        .body("receipts[6].purposes.purpose", contains(LIST_MATCHING))
        .body("receipts[6].href", equalTo(life.path() + "/receipts/" + removed));
  }

  @Test
  void every_receipt_has_the_structures_that_were_published() throws Exception {
    Life life = whole();

    for (JsonNode receipt : receiptsOf(life)) {
      assertThat(Published.ISO_27560.faults(receipt.path("consentReceipt"))).isEmpty();
      assertThat(Published.unknownTerms(receipt.path("consentReceipt"))).isEmpty();
      assertThat(Published.KANTARA.faults(claims(receipt.path("kantara").asText()))).isEmpty();
    }
  }

  /** The schemas must be able to refuse: each of these was damaged in one place. */
  @Test
  void a_damaged_receipt_has_not() throws Exception {
    JsonNode receipt = receiptsOf(whole()).getFirst();
    for (String field : List.of("dpv:hasIdentifier", "dct:created", "dct:conformsTo", "@type")) {
      JsonNode damaged = receipt.path("consentReceipt").deepCopy();
      ((com.fasterxml.jackson.databind.node.ObjectNode) damaged).remove(field);
      assertThat(Published.ISO_27560.faults(damaged)).as(field).isNotEmpty();
    }
    for (String field :
        List.of("version", "piiControllers", "services", "sensitive", "piiPrincipalId")) {
      JsonNode damaged = claims(receipt.path("kantara").asText()).deepCopy();
      ((com.fasterxml.jackson.databind.node.ObjectNode) damaged).remove(field);
      assertThat(Published.KANTARA.faults(damaged)).as(field).isNotEmpty();
    }
    JsonNode unknown = JSON.readTree("{\"dpv:hasPurpos\":\"dpv:Marketin\"}");
    assertThat(Published.unknownTerms(unknown))
        .containsExactlyInAnyOrder("dpv:hasPurpos", "dpv:Marketin");
  }

  @Test
  void a_record_tells_what_happened_to_the_grant_up_to_the_receipt() throws Exception {
    Life life = Life.begin().email();
    long granted = life.grant(LIST_MATCHING);
    String before = receipt(life, granted).asString();
    long withdrawn = life.withdraw(LIST_MATCHING);

    JsonNode ended = JSON.readTree(receipt(life, withdrawn).asString()).path("consentReceipt");
    JsonNode record = ended.path("dpv:hasRecordOfActivity").path(0);

    assertThat(states(record)).containsExactly("dpv:ConsentGiven", "dpv:ConsentWithdrawn");
    assertThat(record.path("dpv:hasProcess").path("dpv:hasPurpose").asText())
        .isEqualTo("dpv:TargetedAdvertising");
    // The grant's own receipt is the same as ever, but for the checkpoint that its proof is under.
    JsonNode again = JSON.readTree(receipt(life, granted).asString());
    JsonNode first = JSON.readTree(before);
    for (String same : List.of("consentReceipt", "kantara", "entry")) {
      assertThat(again.path(same)).as(same).isEqualTo(first.path(same));
    }
    assertThat(record.path("dct:identifier"))
        .isEqualTo(
            first
                .path("consentReceipt")
                .path("dpv:hasRecordOfActivity")
                .path(0)
                .path("dct:identifier"));
  }

  @Test
  void the_states_are_those_of_the_vocabulary() throws Exception {
    Life life = Life.begin().email();
    life.grant(LIST_MATCHING, "\"2990-01-01T00:00:00Z\"");
    life.grant(LIST_MATCHING);
    life.signal(true);
    life.signal(false);
    long removed = life.remove();

    JsonNode receipt = JSON.readTree(receipt(life, removed).asString()).path("consentReceipt");

    assertThat(states(receipt.path("dpv:hasRecordOfActivity").path(0)))
        .containsExactly(
            "dpv:RenewedConsentGiven",
            "dpv:ConsentWithdrawn",
            "dpv:RenewedConsentGiven",
            "dpv:ConsentRevoked");
  }

  @Test
  void a_record_tells_that_its_notice_was_invalidated_and_the_grant_s_own_receipt_stays()
      throws Exception {
    String notice = Life.registered("receipts-gone");
    Life life = Life.begin().email();
    long granted = life.grantUnder(notice, LIST_MATCHING);
    JsonNode before = JSON.readTree(receipt(life, granted).asString()).path("consentReceipt");
    Life.invalidate("receipts-gone");
    long withdrawn = life.withdraw(LIST_MATCHING);

    JsonNode after = JSON.readTree(receipt(life, withdrawn).asString()).path("consentReceipt");

    assertThat(states(after.path("dpv:hasRecordOfActivity").path(0)))
        .containsExactly("dpv:ConsentGiven", "dpv:ConsentInvalidated", "dpv:ConsentWithdrawn");
    assertThat(Published.ISO_27560.faults(after)).isEmpty();
    assertThat(Published.unknownTerms(after)).isEmpty();
    assertThat(JSON.readTree(receipt(life, granted).asString()).path("consentReceipt"))
        .isEqualTo(before);
  }

  /** The job that ends grants whose time is over is part of publication, which is not here. */
  @Test
  void the_end_of_a_grant_s_own_time_has_a_receipt() throws Exception {
    Life life = Life.begin().email();
    Instant end = Instant.now().plusSeconds(1);
    long granted = life.grant(LIST_MATCHING, "\"" + end + "\"");
    Subject subject =
        subjects.find(new AccountId(life.account())).await().indefinitely().orElseThrow();
    var point = new ContactPointId("email-1");

    // Answers the grant's own position until its time is over.
    long ended =
        Multi.createBy()
            .repeating()
            .uni(() ->
                commands.handle(
                    subject, at -> List.of(new Expire(point, Purpose.LIST_MATCHING, end, at))))
            .withDelay(Duration.ofMillis(50))
            .whilst(outcome -> position(outcome) == granted)
            .collect()
            .last()
            .map(ReceiptsApiTest::position)
            .await()
            .atMost(Duration.ofSeconds(30));

    assertThat(ended).isGreaterThan(granted);
    JsonNode expired = receiptsOf(life).getLast();
    assertThat(expired.path("event").asText()).isEqualTo("expired");
    JsonNode receipt = expired.path("consentReceipt");
    JsonNode record = receipt.path("dpv:hasRecordOfActivity").path(0);
    assertThat(states(record)).containsExactly("dpv:ConsentGiven", "dpv:ConsentExpired");
    assertThat(Published.ISO_27560.faults(receipt)).isEmpty();
    JsonNode claims = claims(expired.path("kantara").asText());
    assertThat(Published.KANTARA.faults(claims)).isEmpty();
    assertThat(claims.path(KantaraReceipts.EVENT_CLAIM).path("grants").path(0).asLong())
        .isEqualTo(granted);
  }

  @Test
  void the_jwt_is_signed_by_the_newest_of_the_keys_that_are_served() throws Exception {
    Life life = Life.begin().email();
    long granted = life.grant(LIST_MATCHING);

    String jwt =
        Life.reader()
            .accept("application/jwt")
            .get(life.path() + "/receipts/" + granted)
            .then()
            .statusCode(200)
            .contentType("application/jwt")
            .extract()
            .asString();

    JsonNode header = part(jwt, 0);
    JsonPath keys = given().get("/v1/receipt-keys").then().statusCode(200).extract().jsonPath();
    assertThat(header.path("alg").asText()).isEqualTo("EdDSA");
    assertThat(header.path("typ").asText()).isEqualTo("JWT");
    assertThat(header.path("kid").asText()).isEqualTo(keys.getString("keys[1].kid"));
    assertThat(keys.getList("keys.d")).containsOnlyNulls();
    assertThat(verifies(jwt, keys.getString("keys[1].x"))).isTrue();
    assertThat(verifies(jwt, keys.getString("keys[0].x"))).isFalse();
    JsonNode claims = claims(jwt);
    assertThat(claims.path("version").asText()).isEqualTo("KI-CR-v1.1.0");
    assertThat(claims.path("consentReceiptID")).isEqualTo(claims.path("jti"));
    assertThat(claims.path(KantaraReceipts.EVENT_CLAIM).path("position").asLong())
        .isEqualTo(granted);
    UUID.fromString(claims.path("piiPrincipalId").asText());
  }

  @Test
  void the_ledger_s_proof_is_of_exactly_the_entry_beside_it() throws Exception {
    Life life = Life.begin().email();
    long granted = life.grant(LIST_MATCHING);
    List<VerifierKey> log =
        Life.as("auditor").get("/log/vkey").asString().lines().map(VerifierKey::parse).toList();

    JsonNode receipt = JSON.readTree(receipt(life, granted).asString());

    byte[] entry = receipt.path("entry").asText().getBytes(StandardCharsets.UTF_8);
    assertThat(TlogProof.parse(receipt.path("proof").asText()).verify(entry, log).head().size())
        .isPositive();
    JsonNode event = JSON.readTree(entry);
    assertThat(event.path("type").asText()).isEqualTo("dev.consentledger.PurposeGranted.v1");
    assertThat(event.path("subject").asText())
        .isEqualTo(
            "subject-" + claims(receipt.path("kantara").asText()).path("piiPrincipalId").asText());
    String alone =
        Life.reader()
            .accept("text/plain")
            .get(life.path() + "/receipts/" + granted)
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(TlogProof.parse(alone).verify(entry, log).head().size()).isPositive();
  }

  @Test
  void each_form_has_its_own_media_type_and_json_is_the_default() {
    Life life = Life.begin().email();
    String path = life.path() + "/receipts/" + life.grant(LIST_MATCHING);

    Life.reader().get(path).then().statusCode(200).contentType("application/json");
    Life.reader()
        .accept("application/ld+json")
        .get(path)
        .then()
        .statusCode(200)
        .contentType("application/ld+json");
    Life.reader().accept("image/png").get(path).then().statusCode(406);
  }

  @Test
  void no_receipt_holds_a_value_or_its_digest() throws Exception {
    for (JsonNode receipt : receiptsOf(whole())) {
      String all =
          receipt.toString()
              + claims(receipt.path("kantara").asText())
              + part(receipt.path("kantara").asText(), 0);
      for (String form : List.of(Life.EMAIL, "+442079460018", "442079460018")) {
        byte[] digest = HexFormat.of().parseHex(Digest.ofForm(form).hex());
        assertThat(all)
            .doesNotContain(form, Digest.ofForm(form).hex())
            .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(digest))
            .doesNotContain(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
      }
    }
  }

  @Test
  void what_has_no_receipt_is_404_and_only_a_reader_may_ask() {
    Life life = Life.begin().number();
    Life other = Life.begin().email();
    long others = other.grant(TWO_FACTOR);
    for (String position : List.of("1", "0", "-1", "x", "999999999999999999", "" + others)) {
      Life.reader()
          .get(life.path() + "/receipts/" + position)
          .then()
          .statusCode(404)
          .body("type", endsWith("/receipt-unknown"));
    }
    Life.reader().get("/v1/accounts/nobody/receipts").then().statusCode(404);
    Life.as("consent-writer").get(life.path() + "/receipts").then().statusCode(403);
    Life.as("auditor").get(other.path() + "/receipts/" + others).then().statusCode(403);
  }

  /** A life with a receipt of every kind but an expiry. */
  private static Life whole() {
    Life life = Life.begin().number().email();
    life.grant(LIST_MATCHING);
    life.grant(PERSONALISATION);
    life.grant(TWO_FACTOR);
    life.withdraw(PERSONALISATION);
    life.signal(true);
    life.signal(false);
    life.remove();
    return life;
  }

  private static long position(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done) outcome).position().value();
  }

  private static List<JsonNode> receiptsOf(Life life) throws Exception {
    List<Integer> positions =
        Life.reader().get(life.path() + "/receipts").jsonPath().getList("receipts.position");
    assertThat(positions).isNotEmpty();
    List<JsonNode> receipts = new ArrayList<>();
    for (int position : positions) {
      receipts.add(JSON.readTree(receipt(life, position).asString()));
    }
    return receipts;
  }

  private static Response receipt(Life life, long position) {
    Response answer = Life.reader().get(life.path() + "/receipts/" + position);
    answer.then().statusCode(200);
    return answer;
  }

  private static List<String> states(JsonNode record) {
    List<String> states = new ArrayList<>();
    record
        .path("dpv:hasConsentStatus")
        .forEach(event -> states.add(event.path("@type").path(0).asText()));
    return states;
  }

  private static JsonNode claims(String jwt) throws Exception {
    return part(jwt, 1);
  }

  private static JsonNode part(String jwt, int at) throws Exception {
    return JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[at]));
  }

  /** With the JDK alone: another implementation than the one that signed. */
  private static boolean verifies(String jwt, String x) throws GeneralSecurityException {
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] key = Base64.getUrlDecoder().decode(x);
    byte[] der = java.util.Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, der, prefix.length, key.length);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
    signature.update(jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(jwt.substring(jwt.lastIndexOf('.') + 1)));
  }
}
