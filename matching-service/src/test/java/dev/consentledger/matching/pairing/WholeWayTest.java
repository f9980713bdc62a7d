package dev.consentledger.matching.pairing;

import static dev.consentledger.matching.MatchingApi.advertiser;
import static dev.consentledger.matching.MatchingApi.awaitState;
import static dev.consentledger.matching.MatchingApi.contains;
import static dev.consentledger.matching.MatchingApi.key;
import static dev.consentledger.matching.MatchingApi.members;
import static dev.consentledger.matching.MatchingApi.newAudience;
import static dev.consentledger.matching.MatchingApi.run;
import static dev.consentledger.matching.MatchingApi.steerConsent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.matching.ConsentFake;
import dev.consentledger.matching.KafkaResource;
import dev.consentledger.matching.MatchingApi;
import dev.consentledger.matching.WholeService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real projection over a real topic: publication is played by the test. */
@QuarkusTest
@TestProfile(WholeService.class)
class WholeWayTest {
  private static final long WATERMARK_MILLIS = 100;
  private static final SubjectId SUBJECT = new SubjectId(new UUID(1, 1));
  private static final AccountId ACCOUNT = new AccountId("acc-1");

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private KafkaProducer<String, String> producer;
  private ScheduledExecutorService publication;

  @BeforeEach
  void publication_runs() {
    steerConsent(new JsonObject().put("status", 0).put("recordStatus", 0));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer());
    startPublication();
  }

  @AfterEach
  void publication_stops() throws InterruptedException {
    stopPublication();
    producer.close();
  }

  @Test
  void a_grant_is_paired_and_its_withdrawal_leaves_the_audience_by_the_next_read()
      throws Exception {
    publish(SUBJECT, ACCOUNT, "ada@example.com");
    String audience = newAudience("adv");
    awaitState("adv", audience, run("adv", audience, "email\nada@example.com\n"), "ready");
    assertThat(members(audience)).containsExactly("acc-1");

    publish(SUBJECT, ACCOUNT);

    assertThat(members(audience)).isEmpty();
    publish(SUBJECT, ACCOUNT, "ada@example.com");
    assertThat(members(audience)).as("a new grant is no old pairing").isEmpty();
    contains(audience, "acc-1").then().statusCode(200);
  }

  @Test
  void a_run_waits_for_a_withdrawal_that_publication_has_not_told_yet() throws Exception {
    publish(new SubjectId(new UUID(2, 2)), new AccountId("acc-2"), "two@example.com");
    String audience = newAudience("adv");
    stopPublication();
    long withdrawnAt = next();

    String run = run("adv", audience, "two@example.com\n");
    awaitState("adv", audience, run, "waiting");
    send(
        new PermissionState(
            new SubjectId(new UUID(2, 2)),
            new AccountId("acc-2"),
            new Position(withdrawnAt),
            List.of()));
    startPublication();

    int position = awaitState("adv", audience, run, "ready").path("position");
    assertThat(position).isGreaterThanOrEqualTo((int) withdrawnAt);
    assertThat(members(audience)).isEmpty();
  }

  @Test
  void an_upload_that_breaks_off_fails_its_run() throws Exception {
    String audience = newAudience("adv");
    String lists = "/v1/audiences/" + audience + "/lists";
    String head =
        "POST "
            + lists
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
            + "Idempotency-Key: broken\r\nContent-Length: 1000000\r\nAuthorization: Bearer "
            + MatchingApi.token("adv", "advertiser")
            + "\r\n\r\nemail\n";
    try (var socket = new Socket("localhost", io.restassured.RestAssured.port)) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write("ada@example.com\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      MatchingApi.await(() -> "building".equals(state(audience)), "the upload is on its way");
    }

    MatchingApi.await(() -> "empty".equals(state(audience)), "the run failed");
    String run =
        advertiser("adv")
            .header("Idempotency-Key", "broken")
            .contentType("text/csv")
            .body("ada@example.com\n")
            .post(lists)
            .then()
            .statusCode(202)
            .extract()
            .path("run");
    awaitState("adv", audience, run, "ready")
        .then()
        .body("rows.received", org.hamcrest.Matchers.equalTo(1));
  }

  private static String state(String audience) {
    return advertiser("adv").get("/v1/audiences/" + audience).path("state");
  }

  /**
   * Appends an event to the ledger and, with no watermark between, publishes the state that it
   * leads to.
   */
  private synchronized void publish(SubjectId subject, AccountId account, String... addresses)
      throws Exception {
    long at = next();
    List<PermittedContactPoint> permitted =
        List.of(addresses).stream()
            .map(address ->
                new PermittedContactPoint(
                    new ContactPointId("cp-email"),
                    ContactPointKind.EMAIL,
                    MatchKeys.of(ConsentFake.SECRET_VERSION, List.of(key(address))),
                    new Position(at),
                    Optional.empty()))
            .toList();
    send(new PermissionState(subject, account, new Position(at), permitted));
  }

  private static synchronized long next() {
    long at = steerConsent(new JsonObject()).getLong("position") + 1;
    steerConsent(new JsonObject().put("head", at));
    return at;
  }

  private void send(PermissionMessage message) throws Exception {
    PermissionCodec.TopicRecord topicRecord = PermissionCodec.encode(message);
    var produced =
        new ProducerRecord<>(KafkaResource.TOPIC, topicRecord.key(), topicRecord.value());
    produced
        .headers()
        .add(
            PermissionCodec.POSITION_HEADER,
            topicRecord.position().toString().getBytes(StandardCharsets.US_ASCII));
    producer.send(produced).get();
  }

  private void startPublication() {
    publication = Executors.newSingleThreadScheduledExecutor();
    var _ =
        publication.scheduleWithFixedDelay(
            this::tellHead, 0, WATERMARK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void stopPublication() throws InterruptedException {
    publication.shutdownNow();
    assertThat(publication.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private synchronized void tellHead() {
    try {
      send(
          new Watermark(
              new Position(steerConsent(new JsonObject()).getLong("position")),
              MatchSecretVersions.only(ConsentFake.SECRET_VERSION)));
    } catch (Exception e) {
      if (!(e instanceof InterruptedException)) {
        throw new IllegalStateException(e);
      }
    }
  }
}
