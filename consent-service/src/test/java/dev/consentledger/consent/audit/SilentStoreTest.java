package dev.consentledger.consent.audit;

import static dev.consentledger.consent.audit.AuditWorld.leaf;
import static dev.consentledger.consent.audit.AuditWorld.proved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.audit.AuditMetrics.Outcome;
import dev.consentledger.consent.audit.AuditWorld.Person;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.evidence.Finding;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A store that does not answer for a while is no finding, and no reason to give up. */
@QuarkusTest
@TestProfile(AuditedService.OfShortLimits.class)
class SilentStoreTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 20_000_000;

  @Inject AuditWorld world;
  @Inject MeterRegistry meters;

  ConsentDatabase database;

  @Test
  void a_replay_whose_keys_can_not_be_read_begins_again_and_ends_when_they_can() throws Exception {
    Person ada = world.person("silent-ada", "service.notifications");
    Position adas = world.permit(ada, "1");
    UUID run = world.run("shop", List.of(ada.address()), leaf(1, ada, adas));
    String replay;
    try (Connection holder = database.connectAsSuperuser()) {
      holder.setAutoCommit(false);
      try (var statement = holder.createStatement()) {
        statement.execute("LOCK TABLE subject IN ACCESS EXCLUSIVE MODE");
      }
      replay =
          AuditWorld.auditor()
              .contentType(ContentType.JSON)
              .body("{\"reason\":\"An order\",\"kind\":\"run\",\"run\":\"" + run + "\"}")
              .post("/v1/audit/replays")
              .then()
              .statusCode(202)
              .extract()
              .path("replay");
      awaitBrokenOff();
      holder.rollback();
    }

    Response ended = AuditWorld.ended(replay);

    ended
        .then()
        .body("state", equalTo("done"))
        .body("result.differences", hasSize(0))
        .body("result.pairings", equalTo(1));
    assertThat(proved(ended).isVerified()).isTrue();
  }

  private void awaitBrokenOff() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (AuditMetrics.duration(meters, Finding.Kind.RUN, Outcome.STOPPED).count() == 0) {
      assertThat(System.nanoTime()).as("nothing was broken off").isLessThan(deadline);
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
