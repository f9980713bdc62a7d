package dev.consentledger.consent.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PermissionsTopicTest {
  @RegisterExtension static final TestServers SERVERS = new TestServers();
  PublicationFixture fixture;
  Admin admin;

  @BeforeEach
  void open() {
    fixture = new PublicationFixture(SERVERS);
    admin = Admin.create(Map.of("bootstrap.servers", SERVERS.kafka().bootstrapServers()));
  }

  @AfterEach
  void close() {
    admin.close();
    fixture.close();
  }

  @Test
  void the_topic_is_made_with_one_partition_compacted_and_a_day_of_everything() throws Exception {
    var instance = fixture.start();
    PublicationFixture.await("something is published", () -> instance.status.messages() > 0);

    var topic = admin.describeTopics(List.of(fixture.topic)).allTopicNames().get();
    assertThat(topic.get(fixture.topic).partitions()).hasSize(1);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, fixture.topic);
    var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
    assertThat(config.get("min.compaction.lag.ms").value()).isEqualTo("86400000");
  }

  @Test
  void nothing_is_published_to_a_topic_of_two_partitions() throws Exception {
    create(2, "compact");

    var instance = fixture.start();

    PublicationFixture.await("it says so", () -> instance.status.problem() != null);
    assertThat(instance.status.problem()).contains(fixture.topic, "2 partitions");
    assertThat(instance.status.messages()).isZero();
  }

  @Test
  void nothing_is_published_to_a_topic_that_forgets() throws Exception {
    create(1, "compact,delete");

    var instance = fixture.start();

    PublicationFixture.await("it says so", () -> instance.status.problem() != null);
    assertThat(instance.status.problem()).contains(fixture.topic, "cleanup.policy");
    assertThat(instance.status.messages()).isZero();
  }

  @Test
  void a_topic_that_was_made_anew_is_told_everything_again() throws Exception {
    var model = new LedgerModel(fixture, 8);
    model.write(20);
    var before = fixture.start("publication.cursor-save-interval", "0ms");
    PublicationFixture.await(
        "the cursor is saved", () -> fixture.durableCursor().isAtLeast(model.head()));
    before.stop();
    admin.deleteTopics(List.of(fixture.topic)).all().get();

    fixture.start();

    try (TopicContent content = fixture.topicContent()) {
      new TopicReaderModel().checkAll(content.messagesUpTo(model.head()), model);
      // What is told first of all are the versions of the match secret, at no entry's position.
      assertThat(
              content.messages().stream()
                  .filter(PermissionState.class::isInstance)
                  .findFirst()
                  .orElseThrow()
                  .position())
          .isLessThanOrEqualTo(new Position(20))
          .isGreaterThan(Position.START);
    }
  }

  @Test
  void nothing_is_published_where_the_topic_tells_of_more_than_the_ledger_holds() throws Exception {
    var model = new LedgerModel(fixture, 8);
    model.write(20);
    var before = fixture.start();
    try (TopicContent content = fixture.topicContent()) {
      content.messagesUpTo(model.head());
    }
    before.stop();

    // The same ledger as it was some entries ago, as after a point-in-time recovery of its
    // database.
    try (var earlier = new PublicationFixture(SERVERS, fixture.topic)) {
      var kept = new LedgerModel(earlier, 8);
      kept.write(12);
      var instance = earlier.start();
      PublicationFixture.await("it says so", () -> instance.status.problem() != null);
      assertThat(instance.status.problem())
          .contains(fixture.topic, "position " + model.head(), "ends at " + kept.head());
      assertThat(instance.status.messages()).isZero();

      admin.deleteTopics(List.of(fixture.topic)).all().get();

      PublicationFixture.await("a new topic is told", () -> instance.status.messages() > 0);
      try (TopicContent content = earlier.topicContent()) {
        new TopicReaderModel().checkAll(content.messagesUpTo(kept.head()), kept);
      }
    }
  }

  private void create(int partitions, String policy) throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic(fixture.topic, partitions, (short) 1)
                    .configs(Map.of("cleanup.policy", policy))))
        .all()
        .get();
  }
}
