package dev.consentledger.consent.publication;

import static dev.consentledger.kernel.event.ContactPointKind.EMAIL;
import static dev.consentledger.kernel.purpose.Purpose.LIST_MATCHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.publication.SecretVersion.State;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The match secret is rotated while facts are written and publication is killed. */
class SecretRotationTest {
  @RegisterExtension static final TestServers SERVERS = new TestServers();
  PublicationFixture fixture;

  @BeforeEach
  void open() {
    fixture = new PublicationFixture(SERVERS);
    hold(LedgerModel.SECRETS);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_260_301, 7, 4_711})
  void killed_at_any_point_it_goes_on_and_every_watermark_stays_true(long seed) {
    hold(1);
    var random = new SplittableRandom(seed);
    var model = new LedgerModel(fixture, random.nextLong());
    model.write(40);
    var first = fixture.start();
    awaitTold(first, model);
    first.kill();
    hold(LedgerModel.SECRETS);

    for (int life = 0; life < 14; life++) {
      rotate(random);
      var instance =
          fixture.start(
              "publication.batch-entries-max",
              Integer.toString(random.nextInt(1, 12)),
              "publication.subjects-cached-max",
              Integer.toString(random.nextInt(1, 8)),
              "publication.republish-subjects-max",
              Integer.toString(random.nextInt(1, 4)),
              "publication.cursor-save-interval",
              random.nextInt(60) + "ms");
      model.write(random.nextInt(10));
      long messages = random.nextInt(1, 20);
      PublicationFixture.await(
          "some messages, or all there is",
          () ->
              instance.status.messages() >= messages
                  || (instance.status.position().isAtLeast(model.head()) && isOver()));
      instance.kill();
    }
    var last = fixture.start();
    PublicationFixture.await("the rotation is over", this::isOver);
    awaitTold(last, model);

    checkLeft(model, fixture.plan().told());
    assertThat(fixture.plan().all()).hasSizeGreaterThan(1);
  }

  @Test
  void a_rotation_tells_everybody_under_both_secrets_and_then_under_the_new_one_alone() {
    var model = new LedgerModel(fixture, 3);
    hold(1);
    var instance = fixture.start("publication.republish-subjects-max", "2");
    model.write(50);
    awaitTold(instance, model);
    hold(2);

    introduce(2);
    model.write(20);
    awaitState(2, State.COMPLETE);
    model.write(5);
    awaitTold(instance, model);
    checkLeft(model, new MatchSecretVersions(List.of(1, 2), List.of(1, 2)));

    retire(1);
    model.write(20);
    awaitState(1, State.RETIRED);
    model.write(5);
    awaitTold(instance, model);
    checkLeft(model, MatchSecretVersions.only(2));
  }

  @Test
  void fresh_entries_do_not_wait_for_the_end_of_a_rotation() {
    hold(1);
    Position granted = Position.START;
    List<Account> accounts = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Account account = fixture.account("account-" + i);
      account.register("mail", EMAIL, i + "@example.com");
      granted = account.grant("mail", LIST_MATCHING);
      accounts.add(account);
    }
    Position last = granted;
    var instance = fixture.start("publication.republish-subjects-max", "1");
    PublicationFixture.await("all is told", () -> instance.status.position().isAtLeast(last));
    hold(2);
    introduce(2);
    PublicationFixture.await(
        "some are published again",
        () -> fixture.plan().of(2).filter(each -> each.subjectsDone() > 2).isPresent());

    Position withdrawn = accounts.getFirst().withdraw("mail", LIST_MATCHING);
    awaitState(2, State.COMPLETE);

    try (TopicContent content = fixture.topicContent()) {
      List<PermissionMessage> messages = content.readToEnd();
      int told =
          IntStream.range(0, messages.size())
              .filter(i -> messages.get(i).position().equals(withdrawn))
              .findFirst()
              .orElseThrow();
      assertThat(messages.subList(told + 1, messages.size()))
          .as("published again after the withdrawal")
          .filteredOn(PermissionState.class::isInstance)
          .hasSizeGreaterThan(10);
    }
  }

  @Test
  void a_leader_whose_file_lacks_the_new_secret_goes_on_without_it() {
    hold(1);
    var model = new LedgerModel(fixture, 11);
    var instance = fixture.start();
    model.write(20);
    awaitTold(instance, model);

    introduce(2);
    model.write(10);
    awaitTold(instance, model);
    assertThat(fixture.plan().of(2).orElseThrow().subjectsDone()).isZero();
    checkLeft(model, MatchSecretVersions.only(1));

    hold(2);
    awaitState(2, State.COMPLETE);
  }

  @Test
  void where_doubt_is_left_which_secret_was_published_nothing_is_complete_until_all_is_again() {
    hold(1);
    var model = new LedgerModel(fixture, 12);
    var before = fixture.start("publication.cursor-save-interval", "0ms");
    model.write(20);
    PublicationFixture.await("saved", () -> fixture.durableCursor().isAtLeast(model.head()));
    before.kill();
    fixture.forgetVersions();
    hold(2);

    var after = fixture.start();

    assertThat(fixture.versions.begin(model.head(), fixture.secrets).await().indefinitely().all())
        .extracting(SecretVersion::version)
        .containsExactly(2);
    awaitState(2, State.COMPLETE);
    awaitTold(after, model);
    try (TopicContent content = fixture.topicContent()) {
      assertThat(content.readToEnd())
          .filteredOn(PermissionMessage.Watermark.class::isInstance)
          .contains(
              new PermissionMessage.Watermark(
                  model.head(), new MatchSecretVersions(List.of(2), List.of())));
    }
  }

  @Test
  void a_leader_that_begins_without_a_secret_of_the_plan_says_so_and_goes_on_once_it_is_there() {
    hold(1);
    var before = fixture.start();
    PublicationFixture.await("it began", () -> !fixture.plan().all().isEmpty());
    before.kill();
    introduce(2);

    var after = fixture.start();

    PublicationFixture.await(
        "it says what is missing",
        () -> after.status.problem() != null && after.status.problem().contains("version 2"));
    hold(2);
    awaitState(2, State.COMPLETE);
    PublicationFixture.await("it is well", () -> after.status.problem() == null);
  }

  @Test
  void what_makes_no_sense_changes_nothing() {
    hold(1);
    assertThat(call(2, true)).as("nothing is published yet").isEmpty();
    fixture.start();
    PublicationFixture.await("it began", () -> !fixture.plan().all().isEmpty());

    assertThat(call(1, false)).as("the only one").extracting("state").containsOnly(State.COMPLETE);
    hold(1); // the leader's file lacks version 3, so that its rotation stays under way
    assertThat(call(3, true)).extracting("version").containsExactly(1, 3);
    assertThat(call(3, true)).as("twice").extracting("version").containsExactly(1, 3);
    assertThat(call(2, true)).as("below").extracting("version").containsExactly(1, 3);
    assertThat(call(4, true)).as("two at once").extracting("version").containsExactly(1, 3);
    assertThat(call(1, false)).extracting("state").contains(State.COMPLETE);
    hold(3);
    awaitState(3, State.COMPLETE);
    assertThat(call(3, false)).as("the newest").extracting("state").containsOnly(State.COMPLETE);
    call(1, false);
    awaitState(1, State.RETIRED);
    assertThat(call(1, true)).as("again").extracting("version").containsExactly(1, 3);
    assertThat(fixture.plan().carried()).containsExactly(3);
  }

  private List<SecretVersion> call(int version, boolean introduces) {
    return (introduces ? fixture.versions.introduce(version) : fixture.versions.retire(version))
        .await()
        .atMost(PublicationFixture.LIMIT)
        .all();
  }

  private void introduce(int version) {
    assertThat(call(version, true)).extracting("version").contains(version);
  }

  private void retire(int version) {
    call(version, false);
    assertThat(fixture.plan().of(version).orElseThrow().state())
        .isIn(State.RETIRING, State.RETIRED);
  }

  /** The next order of an operator, where nothing is under way. */
  private void rotate(SplittableRandom random) {
    SecretPlan plan = fixture.plan();
    if (plan.underWay().isPresent() || random.nextInt(4) == 0) {
      return;
    }
    int newest = plan.carried().getLast();
    if (plan.carried().size() > 1) {
      retire(plan.carried().getFirst());
    } else if (newest < LedgerModel.SECRETS) {
      introduce(newest + 1);
    }
  }

  private boolean isOver() {
    return fixture.plan().underWay().isEmpty();
  }

  private void hold(int secrets) {
    fixture.secrets =
        new MatchSecrets(
            IntStream.rangeClosed(1, secrets).mapToObj(PublicationFixture::secret).toList());
  }

  private void awaitState(int version, State state) {
    PublicationFixture.await(
        "version " + version + " is " + state.code(),
        () -> fixture.plan().of(version).filter(each -> each.state() == state).isPresent());
  }

  private static void awaitTold(PublicationFixture.Instance instance, LedgerModel model) {
    PublicationFixture.await(
        "all is published", () -> instance.status.position().isAtLeast(model.head()));
  }

  /** Waits for the topic to tell these versions, and compares every place in it, and its end. */
  private void checkLeft(LedgerModel model, MatchSecretVersions versions) {
    try (TopicContent content = fixture.topicContent()) {
      content.readUntil(messages ->
          TopicContent.lastOfEachKey(messages).get("watermark")
                  instanceof PermissionMessage.Watermark last
              && last.versions().equals(versions)
              && last.position().isAtLeast(model.head()));
      List<PermissionMessage> messages = content.readToEnd();
      new TopicReaderModel().checkAll(messages, model);
      var left = PublicationCrashTest.leftByCompaction(messages);
      TopicReaderModel.assertSame(left, model.permittedAt(model.head()));
      assertThat(left.values().stream().flatMap(List::stream))
          .allMatch(point -> point.matchKeys().versions().equals(versions.published()));
    }
  }
}
