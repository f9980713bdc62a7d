package dev.consentledger.matching.projection;

import static dev.consentledger.matching.Eventually.eventually;
import static dev.consentledger.matching.projection.TopicWriter.account;
import static dev.consentledger.matching.projection.TopicWriter.key;
import static dev.consentledger.matching.projection.TopicWriter.permitted;
import static dev.consentledger.matching.projection.TopicWriter.state;
import static dev.consentledger.matching.projection.TopicWriter.watermark;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.KafkaResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The process as it runs, with a real topic and a clock in the test's hand. Each test goes on from
 * the ledger position that it finds.
 */
@QuarkusTest
@TestProfile(WithTopic.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProjectionTopicTest {
  @TestHTTPResource(value = "/health/ready", management = true)
  URL ready;

  @TestHTTPResource(value = "/health/live", management = true)
  URL live;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Inject Permissions permissions;
  @Inject Projection projection;
  @Inject ManualClock clock;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private TopicWriter writer;
  private long head;

  @BeforeEach
  void hear_something() {
    writer = new TopicWriter(bootstrapServers, KafkaResource.TOPIC);
    tellUntilFresh();
    head = permissions.position().value();
  }

  @AfterEach
  void close() {
    writer.close();
  }

  private void tellUntilFresh() {
    eventually(
        "fresh",
        () -> {
          writer.write(clock.instant(), watermark(permissions.position().value()));
          return projection.standing().isFresh() || projection.standing().phase().isFinal();
        });
  }

  private Position awaitAtLeast(long position) {
    return permissions.awaitAtLeast(new Position(position), LIMIT).await().atMost(LIMIT);
  }

  private List<Integer> activeGrants(AccountId account) {
    List<Integer> grants = new ArrayList<>();
    permissions.forEachActiveGrant(account, grants::add);
    return grants;
  }

  private int readiness() {
    return get(ready).statusCode();
  }

  @Test
  void a_grant_permits_and_a_withdrawal_ends_it() {
    writer.write(clock.instant(), state(1, head + 1, permitted(head + 1, 100)));
    awaitAtLeast(head + 1);
    List<Integer> granted = activeGrants(account(1));
    try (var frozen = permissions.freeze(1)) {
      writer.write(clock.instant(), state(1, head + 2));
      awaitAtLeast(head + 2);

      List<Integer> seen = new ArrayList<>();
      frozen.probe(key(100).high(), key(100).low(), (grant, _, _, _) -> seen.add(grant));
      assertThat(seen).isEqualTo(granted).hasSize(1);
    }
    assertThat(activeGrants(account(1))).isEmpty();
    assertThat(permissions.isActive(granted.getFirst())).isFalse();
  }

  @Test
  void those_who_wait_are_told_when_the_position_is_reached() {
    CompletableFuture<Position> waiting =
        permissions
            .awaitAtLeast(new Position(head + 5), LIMIT)
            .subscribeAsCompletionStage()
            .toCompletableFuture();
    assertThat(projection.waiting()).isEqualTo(1);

    writer.write(clock.instant(), watermark(head + 4));
    awaitAtLeast(head + 4);
    assertThat(waiting).isNotDone();
    writer.write(clock.instant(), watermark(head + 6));

    assertThat(waiting).succeedsWithin(LIMIT);
    assertThat(waiting.join().value()).isEqualTo(head + 6);
    assertThat(projection.waiting()).isZero();
  }

  @Test
  void a_position_that_does_not_come_is_behind_after_the_limit() {
    assertThatThrownBy(() ->
            permissions
                .awaitAtLeast(new Position(head + 1000), Duration.ofMillis(50))
                .await()
                .atMost(LIMIT))
        .isInstanceOf(ProjectionBehind.class);
    assertThat(projection.waiting()).isZero();
  }

  @Test
  void silence_makes_it_stale_and_a_watermark_makes_it_fresh_again() {
    permissions.requireFresh();
    assertThat(readiness()).isEqualTo(200);

    clock.pass(Duration.ofMillis(5001));

    assertThatThrownBy(permissions::requireFresh).isInstanceOf(ProjectionStale.class);
    assertThatThrownBy(() -> permissions.freeze(1)).isInstanceOf(ProjectionStale.class);
    assertThatThrownBy(() -> awaitAtLeast(head)).isInstanceOf(ProjectionStale.class);
    assertThat(readiness()).isEqualTo(503);

    tellUntilFresh();
    permissions.requireFresh();
    assertThat(readiness()).isEqualTo(200);
  }

  @Test
  void a_message_that_lay_around_is_as_old_as_it_says() {
    clock.pass(Duration.ofSeconds(6));

    writer.write(clock.instant().minusSeconds(6), watermark(head + 1));
    eventually("applied", () -> permissions.position().value() == head + 1);

    assertThatThrownBy(permissions::requireFresh).isInstanceOf(ProjectionStale.class);
  }

  @Test
  void numbers_are_shown_and_say_nothing_of_a_person() {
    writer.write(clock.instant(), state(5, head + 1, permitted(head + 1, 500, 501)));
    awaitAtLeast(head + 1);

    String page = get(metrics).body().asString();

    assertThat(page)
        .contains("consentledger_projection_position " + (double) (head + 1))
        .contains("consentledger_projection_lag_seconds")
        .contains("consentledger_projection_index_keys")
        .contains("consentledger_projection_index_bytes")
        .contains("consentledger_projection_messages_applied_total")
        .doesNotContain("account-");
  }

  @Test
  @Order(Order.DEFAULT + 1)
  void a_topic_made_anew_while_running_is_read_from_its_beginning() throws Exception {
    writer.write(clock.instant(), state(3, head + 1, permitted(head + 1, 300)));
    awaitAtLeast(head + 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrapServers))) {
      admin.deleteTopics(List.of(KafkaResource.TOPIC)).all().get();
    }
    clock.pass(Duration.ofSeconds(6));
    eventually(
        "the name is free again",
        () -> {
          KafkaResource.createTopic(bootstrapServers, KafkaResource.TOPIC);
          return true;
        });

    writer.write(
        clock.instant(), state(4, head + 2, permitted(head + 2, 400)), watermark(head + 3));

    eventually(
        "rebuilt",
        () -> projection.standing().isFresh() && permissions.position().value() == head + 3);
    assertThat(activeGrants(account(3))).isEmpty();
    assertThat(activeGrants(account(4))).hasSize(1);
  }

  @Test
  @Order(Order.DEFAULT + 2)
  void an_unreadable_record_is_never_skipped() {
    writer.write(clock.instant(), watermark(head + 1));
    writer.writeUnreadable(clock.instant(), 6, head + 2);
    writer.write(clock.instant(), watermark(head + 3));

    eventually("stopped", () -> projection.standing().phase().isFinal());
    assertThat(permissions.position().value()).isEqualTo(head + 1);
    assertThatThrownBy(permissions::requireFresh).isInstanceOf(ProjectionStale.class);
    assertThat(get(ready).body().asString()).contains("unreadable");
    assertThat(readiness()).isEqualTo(503);
    assertThat(get(live).statusCode()).isEqualTo(200);
  }
}
