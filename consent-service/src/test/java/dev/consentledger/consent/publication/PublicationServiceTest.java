package dev.consentledger.consent.publication;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.consentledger.consent.PostgresResource;
import dev.consentledger.kernel.event.Position;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole service with publication on. */
@QuarkusTest
@TestProfile(PublicationServiceTest.On.class)
@QuarkusTestResource(value = PostgresResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = KafkaLater.class, restrictToAnnotatedClass = true)
class PublicationServiceTest {
  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URL live;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  TestKafka kafka;
  @Inject PublicationStatus status;

  public static final class On implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "consentledger.publication.enabled", "true",
          "consentledger.publication.answer-limit", "2s");
    }
  }

  @Test
  void the_service_is_ready_without_kafka_says_so_and_publishes_once_kafka_is_there() {
    PublicationFixture.await("the trouble is told", () -> status.problem() != null);
    get(ready)
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'publication' }.data.activity", equalTo("retrying"))
        .body("checks.find { it.name == 'publication' }.data.problem", containsString("Kafka"));
    get(live).then().statusCode(200);

    kafka.start();

    PublicationFixture.await("a watermark is published", () -> status.watermarks() > 0);
    try (var content = new TopicContent(kafka.bootstrapServers(), "permissions.cell-1")) {
      assertThat(content.messagesUpTo(Position.START))
          .contains(PublicationFixture.watermark(Position.START));
    }
    String page = get(metrics).then().statusCode(200).extract().asString();
    assertThat(page)
        .contains(
            "consentledger_publication_lag_positions 0.0",
            "consentledger_publication_lag_seconds 0.0",
            "consentledger_leader{name=\"publication\"} 1.0",
            "consentledger_publication_messages_total{kind=\"watermark\"}");
  }
}
