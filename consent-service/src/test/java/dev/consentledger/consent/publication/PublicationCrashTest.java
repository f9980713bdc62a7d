package dev.consentledger.consent.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Publication is killed at many points; what it leaves in the topic is compared with the ledger.
 */
class PublicationCrashTest {
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

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_260_301, 7, 4_711})
  void killed_at_any_point_it_repeats_and_never_leaves_a_gap(long seed) {
    var random = new SplittableRandom(seed);
    var model = new LedgerModel(fixture, random.nextLong());
    for (int life = 0; life < 10; life++) {
      if (random.nextBoolean()) {
        model.write(random.nextInt(1, 25));
      }
      var instance =
          fixture.start(
              "publication.batch-entries-max",
              Integer.toString(random.nextInt(1, 12)),
              "publication.subjects-cached-max",
              Integer.toString(random.nextInt(1, 8)),
              "publication.notices-cached-max",
              Integer.toString(random.nextInt(1, 3)),
              "publication.cursor-save-interval",
              random.nextInt(60) + "ms");
      model.write(random.nextInt(25));
      long messages = random.nextInt(1, 30);
      PublicationFixture.await(
          "some messages, or all there is",
          () ->
              instance.status.messages() >= messages
                  || instance.status.position().isAtLeast(model.head()));
      instance.kill();
    }
    var last = fixture.start();

    check(model, last);
    assertThat(model.invalidated()).isPositive();
  }

  @Test
  void killed_between_publishing_and_saving_it_publishes_the_same_again() {
    var model = new LedgerModel(fixture, 99);
    model.write(60);
    var first = fixture.start("publication.cursor-save-interval", "1h");
    PublicationFixture.await(
        "all is published", () -> first.status.position().isAtLeast(model.head()));
    first.kill();
    assertThat(fixture.durableCursor()).isEqualTo(Position.START);

    var second = fixture.start();

    assertThat(check(model, second)).as("repeated states").isPositive();
  }

  @Test
  void killed_between_append_and_publishing_it_publishes_what_was_appended() {
    var model = new LedgerModel(fixture, 5);
    var first = fixture.start("publication.cursor-save-interval", "0ms");
    model.write(20);
    PublicationFixture.await(
        "the cursor is saved", () -> fixture.durableCursor().isAtLeast(model.head()));
    first.kill();
    Position saved = model.head();
    model.write(20);

    var second = fixture.start();

    check(model, second);
    assertThat(saved).isLessThan(model.head());
    assertThat(second.status.states()).isPositive();
  }

  @Test
  void stopped_in_order_it_saves_the_cursor_and_repeats_nothing() throws Exception {
    var model = new LedgerModel(fixture, 12);
    model.write(40);
    var first = fixture.start("publication.cursor-save-interval", "1h");
    PublicationFixture.await(
        "all is published", () -> first.status.position().isAtLeast(model.head()));

    first.stop();

    assertThat(fixture.durableCursor()).isEqualTo(model.head());
    model.write(10);
    var second = fixture.start();
    assertThat(check(model, second)).as("repeated states").isZero();
  }

  /** Answers how many states were repeated. */
  private int check(LedgerModel model, PublicationFixture.Instance last) {
    PublicationFixture.await(
        "all is published", () -> last.status.position().isAtLeast(model.head()));
    try (TopicContent content = fixture.topicContent()) {
      List<PermissionMessage> messages = content.readToEnd();
      var reader = new TopicReaderModel();
      reader.checkAll(messages, model);
      TopicReaderModel.assertSame(leftByCompaction(messages), model.permittedAt(model.head()));
      return reader.repeats();
    }
  }

  static Map<SubjectId, List<PermittedContactPoint>> leftByCompaction(
      List<PermissionMessage> messages) {
    var left = new HashMap<SubjectId, List<PermittedContactPoint>>();
    var invalid = new HashSet<NoticeVersion>();
    for (PermissionMessage message : TopicContent.lastOfEachKey(messages).values()) {
      if (message instanceof PermissionState state) {
        left.put(state.subject(), state.contactPoints());
      } else if (message instanceof NoticeInvalid gone) {
        invalid.add(gone.notice());
      }
    }
    left.replaceAll((_, points) ->
        points.stream().filter(point -> !invalid.contains(point.notice().orElseThrow())).toList());
    left.values().removeIf(List::isEmpty);
    return left;
  }
}
