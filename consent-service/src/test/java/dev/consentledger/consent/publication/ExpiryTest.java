package dev.consentledger.consent.publication;

import static dev.consentledger.kernel.event.ContactPointKind.EMAIL;
import static dev.consentledger.kernel.purpose.Purpose.LIST_MATCHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExpiryTest {
  private static final Instant ENDS = Account.WRITTEN_AT.plus(Duration.ofDays(30));

  @RegisterExtension static final TestServers SERVERS = new TestServers();
  PublicationFixture fixture;
  Account ann;

  @BeforeEach
  void open() {
    fixture = new PublicationFixture(SERVERS);
    ann = fixture.account("ann");
    ann.register("mail", EMAIL, "ann@example.com");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void a_grant_ends_at_its_time_and_the_end_is_published_with_nobody_calling() {
    fixture.start();
    Position granted = ann.grant("mail", LIST_MATCHING, Optional.of(ENDS));
    PublicationFixture.await("the expiry is known", () -> fixture.expiryRows() == 1);
    fixture.clock.set(ENDS.minusMillis(1));

    fixture.clock.set(ENDS);

    assertThat(lastState(granted).contactPoints()).isEmpty();
    PublicationFixture.await("the expiry is forgotten", () -> fixture.expiryRows() == 0);
    assertThat(headOf()).isEqualTo(new Position(granted.value() + 1));
  }

  @Test
  void a_grant_that_fell_due_while_publication_was_down_ends_when_it_starts() throws Exception {
    var before = fixture.start();
    Position granted = ann.grant("mail", LIST_MATCHING, Optional.of(ENDS));
    PublicationFixture.await("the expiry is known", () -> fixture.expiryRows() == 1);
    before.stop();
    fixture.clock.set(ENDS.plus(Duration.ofDays(2)));

    fixture.start();

    assertThat(lastState(granted).contactPoints()).isEmpty();
  }

  @Test
  void a_grant_that_was_never_seen_before_its_time_still_ends() {
    Position granted = ann.grant("mail", LIST_MATCHING, Optional.of(ENDS));
    fixture.clock.set(ENDS.plusSeconds(1));

    fixture.start();

    assertThat(lastState(granted).contactPoints()).isEmpty();
  }

  @Test
  void withdrawn_removed_and_replaced_grants_are_looked_at_no_more() {
    ann.register("second", EMAIL, "two@example.com");
    ann.register("third", EMAIL, "three@example.com");
    ann.grant("mail", LIST_MATCHING, Optional.of(ENDS));
    ann.grant("second", LIST_MATCHING, Optional.of(ENDS));
    ann.grant("third", LIST_MATCHING, Optional.of(ENDS));
    fixture.start();
    PublicationFixture.await("the expiries are known", () -> fixture.expiryRows() == 3);

    ann.withdraw("mail", LIST_MATCHING);
    ann.remove("second");
    Position last = ann.grant("third", LIST_MATCHING);

    PublicationFixture.await("the expiries are forgotten", () -> fixture.expiryRows() == 0);
    fixture.clock.set(ENDS.plusSeconds(1));
    var after = fixture.account("ben").register("mail", EMAIL, "ben@example.com");
    try (TopicContent content = fixture.topicContent()) {
      content.messagesUpTo(after);
    }
    assertThat(headOf()).isEqualTo(after);
    assertThat(last).isLessThan(after);
  }

  private Position headOf() {
    return fixture.ledger.head().await().atMost(PublicationFixture.LIMIT);
  }

  private PermissionState lastState(Position after) {
    try (TopicContent content = fixture.topicContent()) {
      List<PermissionMessage> messages =
          content.readUntil(
              all ->
                  all.stream()
                      .anyMatch(m -> m instanceof PermissionState && m.position().isAfter(after)));
      return (PermissionState)
          TopicContent.lastOfEachKey(messages).get(ann.subject().toString());
    }
  }
}
