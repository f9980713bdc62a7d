package dev.consentledger.consent.publication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BrokerRestartTest {
  @RegisterExtension static final TestServers SERVERS = new TestServers();
  PublicationFixture fixture;

  @BeforeEach
  void open() {
    fixture = new PublicationFixture(SERVERS);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void a_broker_that_stops_and_starts_again_leaves_no_gap_and_appends_go_on_meanwhile() {
    var model = new LedgerModel(fixture, 77);
    var instance =
        fixture.start("publication.answer-limit", "2s", "publication.retry-pause-max", "200ms");
    model.write(20);
    PublicationFixture.await(
        "all is published", () -> instance.status.position().isAtLeast(model.head()));

    SERVERS.kafka().stop();
    model.write(20);
    PublicationFixture.await("the trouble is told", () -> instance.status.problem() != null);
    assertThat(instance.status.position()).isLessThan(model.head());
    SERVERS.kafka().start();
    model.write(20);

    PublicationFixture.await(
        "all is published", () -> instance.status.position().isAtLeast(model.head()));
    assertThat(instance.status.problem()).isNull();
    try (TopicContent content = fixture.topicContent()) {
      new TopicReaderModel()
          .checkAll(
              content.readUntil(
                  all -> !all.isEmpty() && all.getLast().position().isAtLeast(model.head())),
              model);
    }
  }
}
