package dev.consentledger.consent.publication;

import static dev.consentledger.kernel.event.ContactPointKind.EMAIL;
import static dev.consentledger.kernel.event.ContactPointKind.PHONE;
import static dev.consentledger.kernel.purpose.Purpose.LIST_MATCHING;
import static dev.consentledger.kernel.purpose.Purpose.TWO_FACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublicationTest {
  @RegisterExtension static final TestServers SERVERS = new TestServers();
  PublicationFixture fixture;

  @BeforeEach
  void open() {
    fixture = newFixture();
  }

  PublicationFixture newFixture() {
    return new PublicationFixture(SERVERS);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void each_change_of_permissions_is_published_in_order_with_its_position_and_whole_state() {
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com", "ann2@example.com");
    ann.register("phone", PHONE, "+15550100");
    Position granted = ann.grant("mail", LIST_MATCHING);
    Position phoneGranted = ann.grant("phone", LIST_MATCHING);
    Position withdrawn = ann.withdraw("mail", LIST_MATCHING);
    Position removed = ann.remove("phone");

    fixture.start();

    var mail = point("mail", EMAIL, granted, "ann@example.com", "ann2@example.com");
    var phone = point("phone", PHONE, phoneGranted, "+15550100");
    assertThat(states(removed))
        .containsExactly(
            state(ann, granted, mail),
            state(ann, phoneGranted, mail, phone),
            state(ann, withdrawn, phone),
            state(ann, removed));
  }

  @Test
  void a_new_grant_in_the_place_of_an_open_one_is_published_with_its_own_position() {
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
    Position first = ann.grant("mail", LIST_MATCHING);
    Position second = ann.grant("mail", LIST_MATCHING);

    fixture.start();

    assertThat(states(second))
        .containsExactly(
            state(ann, first, point("mail", EMAIL, first, "ann@example.com")),
            state(ann, second, point("mail", EMAIL, second, "ann@example.com")));
  }

  @Test
  void a_contact_point_given_for_two_factor_alone_is_in_no_byte_of_the_topic() {
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
    ann.register("secure", PHONE, "+15550199");
    ann.grant("secure", TWO_FACTOR);
    ann.grant("mail", LIST_MATCHING);
    Account ben = fixture.account("ben");
    ben.register("only", PHONE, "+15550199");
    Position last = ben.grant("only", TWO_FACTOR);

    fixture.start();

    try (TopicContent content = fixture.topicContent()) {
      content.messagesUpTo(last);
      String all =
          content.records().stream()
              .flatMap(each -> Stream.of(each.key(), each.value()))
              .filter(bytes -> bytes != null)
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .reduce("", String::concat);
      Digest secure = Digest.ofForm("+15550199");
      assertThat(all)
          .contains(PublicationFixture.SECRET.keyOf(Digest.ofForm("ann@example.com")).hex())
          .doesNotContain(
              "secure",
              "only",
              "+15550199",
              secure.hex(),
              PublicationFixture.SECRET.keyOf(secure).hex(),
              ben.subject().toString(),
              "ben");
    }
  }

  @Test
  void entries_that_change_no_permission_are_told_by_a_watermark_at_once() {
    fixture.start("publication.watermark-interval", "1h");
    Account ann = fixture.account("ann");
    Position registered = ann.register("mail", EMAIL, "ann@example.com");

    try (TopicContent content = fixture.topicContent()) {
      assertThat(content.messagesUpTo(registered))
          .contains(PublicationFixture.watermark(registered));
      Position granted = ann.grant("mail", TWO_FACTOR);
      assertThat(content.messagesUpTo(granted)).contains(PublicationFixture.watermark(granted));
      assertThat(content.messages()).noneMatch(PermissionState.class::isInstance);
    }
  }

  /** Each transaction that changes no permission ends with one watermark. */
  @Test
  void what_comes_while_kafka_has_its_pause_shares_the_next_transaction() {
    fixture.start(
        "publication.watermark-interval", "1h", "publication.transaction-pause", "1500ms");
    Account ann = fixture.account("ann");
    Position before = ann.register("first", EMAIL, "ann@example.com");

    try (TopicContent content = fixture.topicContent()) {
      content.messagesUpTo(before);
      ann.register("second", EMAIL, "ann2@example.com");
      ann.register("third", EMAIL, "ann3@example.com");
      Position last = ann.register("fourth", EMAIL, "ann4@example.com");

      assertThat(content.messagesUpTo(last))
          .filteredOn(message -> message.position().isAfter(before))
          .containsExactly(PublicationFixture.watermark(last));
    }
  }

  @Test
  void watermarks_go_on_while_nothing_happens_and_begin_with_an_empty_ledger() {
    fixture.start("publication.watermark-interval", "20ms");

    try (TopicContent content = fixture.topicContent()) {
      assertThat(content.readUntil(messages -> messages.size() >= 4))
          .containsOnly(PublicationFixture.watermark(Position.START));
    }
  }

  @Test
  void a_subject_that_is_known_no_more_is_published_as_erased_once_and_its_entries_stay_closed() {
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
    ann.grant("mail", LIST_MATCHING);
    Account ben = fixture.account("ben");
    ben.register("mail", EMAIL, "ben@example.com");
    Position granted = ben.grant("mail", LIST_MATCHING);
    fixture.subjects.erase(ann.id());

    fixture.start();

    try (TopicContent content = fixture.topicContent()) {
      List<PermissionMessage> messages = content.messagesUpTo(granted);
      assertThat(messages).filteredOn(Erased.class::isInstance).hasSize(1);
      assertThat(messages)
          .filteredOn(PermissionState.class::isInstance)
          .containsExactly(state(ben, granted, point("mail", EMAIL, granted, "ben@example.com")));
      assertThat(TopicContent.lastOfEachKey(messages).get(ann.subject().toString()))
          .isInstanceOf(Erased.class);
    }
  }

  @Test
  void an_erasure_is_told_at_its_position_and_nothing_of_the_subject_follows() {
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
    Position annGranted = ann.grant("mail", LIST_MATCHING);
    fixture.start();
    try (TopicContent content = fixture.topicContent()) {
      assertThat(content.messagesUpTo(annGranted))
          .contains(state(ann, annGranted, point("mail", EMAIL, annGranted, "ann@example.com")));
    }

    Position erased = ann.erase();

    Account ben = fixture.account("ben");
    ben.register("mail", EMAIL, "ben@example.com");
    Position last = ben.grant("mail", LIST_MATCHING);
    try (TopicContent content = fixture.topicContent()) {
      List<PermissionMessage> messages = content.messagesUpTo(last);
      assertThat(messages).containsOnlyOnce(new Erased(ann.subject(), erased));
      assertThat(TopicContent.lastOfEachKey(messages).get(ann.subject().toString()))
          .isEqualTo(new Erased(ann.subject(), erased));
    }
    assertThat(fixture.subjects.find(ann.subject()).await().indefinitely()).isEmpty();
  }

  @Test
  void a_key_that_a_backup_brought_back_is_destroyed_where_its_erasure_is_read() {
    Account ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
    ann.grant("mail", LIST_MATCHING);
    Position erased = ann.erase();
    assertThat(fixture.subjects.find(ann.subject()).await().indefinitely()).isPresent();

    fixture.start();

    try (TopicContent content = fixture.topicContent()) {
      assertThat(content.messagesUpTo(erased)).endsWith(new Erased(ann.subject(), erased));
    }
    assertThat(fixture.subjects.find(ann.subject()).await().indefinitely()).isEmpty();
  }

  @Test
  void states_are_told_right_even_when_hardly_any_subject_is_kept_in_memory() {
    Account ann = fixture.account("ann");
    Account ben = fixture.account("ben");
    ann.register("mail", EMAIL, "ann@example.com");
    ben.register("mail", EMAIL, "ben@example.com");
    Position annGranted = ann.grant("mail", LIST_MATCHING);
    Position benGranted = ben.grant("mail", LIST_MATCHING);
    Position annWithdrawn = ann.withdraw("mail", LIST_MATCHING);
    Position benRemoved = ben.remove("mail");

    fixture.start("publication.subjects-cached-max", "1", "publication.batch-entries-max", "1");

    assertThat(states(benRemoved))
        .containsExactly(
            state(ann, annGranted, point("mail", EMAIL, annGranted, "ann@example.com")),
            state(ben, benGranted, point("mail", EMAIL, benGranted, "ben@example.com")),
            state(ann, annWithdrawn),
            state(ben, benRemoved));
  }

  private List<PermissionMessage> states(Position upTo) {
    try (TopicContent content = fixture.topicContent()) {
      return content.messagesUpTo(upTo).stream().filter(PermissionState.class::isInstance).toList();
    }
  }

  private static PermissionState state(
      Account account, Position position, PermittedContactPoint... points) {
    return new PermissionState(account.subject(), account.id(), position, List.of(points));
  }

  private static PermittedContactPoint point(
      String id, ContactPointKind kind, Position grantedAt, String... forms) {
    return new PermittedContactPoint(
        new ContactPointId(id),
        kind,
        MatchKeys.of(
            1, Stream.of(forms).map(Digest::ofForm).map(PublicationFixture.SECRET::keyOf).toList()),
        grantedAt,
        Optional.of(Account.NOTICE.noticeVersion()));
  }
}
