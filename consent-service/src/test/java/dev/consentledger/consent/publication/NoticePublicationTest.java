package dev.consentledger.consent.publication;

import static dev.consentledger.kernel.event.ContactPointKind.EMAIL;
import static dev.consentledger.kernel.purpose.Purpose.LIST_MATCHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.Notice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an invalidated notice does to the topic. */
class NoticePublicationTest {
  @RegisterExtension static final TestServers SERVERS = new TestServers();
  private static final Notice OLD = TestNotice.of("ads", "1");
  private static final Notice NEW = TestNotice.of("ads", "2");
  PublicationFixture fixture;
  TestNotice ads;

  @BeforeEach
  void open() {
    fixture = new PublicationFixture(SERVERS);
    ads = new TestNotice(fixture.ledger, "ads");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void an_invalidation_is_one_message_however_many_were_permitted_under_the_notice() {
    Account ann = permitted("ann", OLD);
    Account ben = permitted("ben", OLD);
    Position gone = ads.invalidate(OLD);
    fixture.start();

    List<PermissionMessage> messages = upTo(gone);

    assertThat(messages.getLast()).isEqualTo(new NoticeInvalid(OLD.noticeVersion(), gone));
    assertThat(messages.stream().filter(PermissionState.class::isInstance)).hasSize(2);
    assertThat(statesOf(ann, messages)).hasSize(1);
    assertThat(statesOf(ben, messages)).hasSize(1);
  }

  @Test
  void a_later_state_leaves_out_what_was_granted_under_it_and_keeps_the_rest() {
    Account ann = permitted("ann", OLD);
    ads.invalidate(OLD);
    ann.register("second", EMAIL, "ann2@example.com");
    Position second = ann.grant("second", LIST_MATCHING, NEW, Optional.empty());
    fixture.start();

    PermissionState state = statesOf(ann, upTo(second)).getLast();

    assertThat(state.position()).isEqualTo(second);
    assertThat(state.contactPoints())
        .extracting(PermittedContactPoint::grantedAt)
        .containsExactly(second);
  }

  @Test
  void a_grant_given_under_it_afterwards_is_never_told() {
    ads.invalidate(OLD);
    Account ann = permitted("ann", OLD);
    Position again = ann.grant("mail", LIST_MATCHING, NEW, Optional.empty());
    fixture.start();

    assertThat(statesOf(ann, upTo(again)))
        .extracting(PermissionState::position)
        .containsExactly(again);
  }

  @Test
  void withdrawing_what_counts_no_more_is_told_by_a_watermark_alone() {
    Account ann = permitted("ann", OLD);
    ads.invalidate(OLD);
    Position withdrawn = ann.withdraw("mail", LIST_MATCHING);
    fixture.start();

    assertThat(statesOf(ann, upTo(withdrawn))).hasSize(1);
  }

  @Test
  void a_leader_that_begins_in_the_middle_knows_what_was_invalidated_before() throws Exception {
    Account ann = permitted("ann", OLD);
    Position gone = ads.invalidate(OLD);
    var first = fixture.start("publication.cursor-save-interval", "0ms");
    PublicationFixture.await("the cursor is saved", () -> fixture.durableCursor().isAtLeast(gone));
    first.kill();
    Account ben = permitted("ben", OLD);
    ann.register("second", EMAIL, "ann2@example.com");
    Position second = ann.grant("second", LIST_MATCHING, NEW, Optional.empty());

    fixture.start();

    List<PermissionMessage> messages = upTo(second);
    assertThat(statesOf(ben, messages)).isEmpty();
    assertThat(statesOf(ann, messages).getLast().contactPoints())
        .extracting(PermittedContactPoint::grantedAt)
        .containsExactly(second);
    assertThat(messages.stream().filter(NoticeInvalid.class::isInstance)).hasSize(1);
  }

  private Account permitted(String name, Notice notice) {
    Account account = fixture.account(name);
    account.register("mail", EMAIL, name + "@example.com");
    account.grant("mail", LIST_MATCHING, notice, Optional.empty());
    return account;
  }

  private List<PermissionMessage> upTo(Position position) {
    try (TopicContent content = fixture.topicContent()) {
      return content.messagesUpTo(position);
    }
  }

  private static List<PermissionState> statesOf(Account account, List<PermissionMessage> messages) {
    return messages.stream()
        .filter(PermissionState.class::isInstance)
        .map(PermissionState.class::cast)
        .filter(state -> state.subject().equals(account.subject()))
        .toList();
  }
}
