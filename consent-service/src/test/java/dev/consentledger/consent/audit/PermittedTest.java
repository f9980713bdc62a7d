package dev.consentledger.consent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a run's replay permits and what an auditor's own fold of the same entries permits are
 * written apart; with notices invalidated at random they agree after every entry.
 */
class PermittedTest {
  private static final MatchSecret SECRET = new MatchSecret(1, new byte[32]);
  private static final ContactPointId MAIL = new ContactPointId("mail");
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final int SUBJECTS = 5;

  private final List<Placed<LedgerEvent>> ledger = new ArrayList<>();
  private final Map<StreamName, Long> revisions = new HashMap<>();
  private final Set<NoticeVersion> invalid = new HashSet<>();
  private final Set<Integer> granted = new HashSet<>();
  private final Permitted permitted = new Permitted(keys(), SECRET);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_220_525, 7, 4_711})
  void a_replay_permits_what_the_evidence_says_counted(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < SUBJECTS; i++) {
      append(
          i,
          new ContactPointRegistered(
              MAIL,
              ContactPointKind.EMAIL,
              Set.of(Purpose.NOTIFICATIONS),
              notice("sign-up", 0),
              Optional.of(List.of(digest(i)))));
    }
    for (int i = 0; i < 300; i++) {
      one(random);
      assertThat(paired()).as("seed %d, entry %d", seed, i).isEqualTo(counted());
    }
    assertThat(invalid).hasSizeGreaterThan(5);
  }

  private void one(SplittableRandom random) {
    int subject = random.nextInt(SUBJECTS);
    Notice notice = notice(random.nextBoolean() ? "ads" : "offers", random.nextInt(10));
    switch (random.nextInt(10)) {
      case 0 -> invalidate(notice);
      case 1 -> append(subject, new SignalChanged(Signal.GPC, random.nextBoolean()));
      case 2, 3 -> {
        if (granted.remove(subject)) {
          append(subject, new PurposeWithdrawn(MAIL, Purpose.LIST_MATCHING));
        }
      }
      default -> {
        granted.add(subject);
        append(
            subject,
            new PurposeGranted(
                MAIL,
                Purpose.LIST_MATCHING,
                notice,
                "settings.ads",
                "toggle",
                "consent",
                Optional.empty()));
      }
    }
  }

  private void invalidate(Notice notice) {
    if (!invalid.add(notice.noticeVersion())) {
      return;
    }
    StreamName stream = StreamName.ofNotice(notice.id()).orElseThrow();
    for (NoticeEvent event :
        List.of(
            new NoticeRegistered(notice),
            new NoticeInvalidated(
                notice.id(), notice.version(), new AuditorId("regulator"), "an order"))) {
      place(stream, event);
      permitted.add(event);
    }
  }

  private void append(int subject, SubjectEvent event) {
    Position position = place(subject(subject).stream(), event);
    permitted.add(subject(subject), position, event);
  }

  private Position place(StreamName stream, LedgerEvent event) {
    long revision = revisions.merge(stream, 1L, Long::sum) - 1;
    var header =
        new EntryHeader(
            new EventId(new UUID(0x4000L, ledger.size())), "cell-1", stream, AT, revision);
    var position = new Position(ledger.size() + 1);
    ledger.add(new Placed<>(ledger.size(), position, header, event));
    return position;
  }

  /** The grants that a list with everybody in it would be paired under. */
  private Set<Position> paired() {
    Set<Position> grants = new TreeSet<>();
    for (int i = 0; i < SUBJECTS; i++) {
      MatchKey[] row = {SECRET.keyOf(digest(i))};
      permitted.pair(i + 1, row, 1).stream().map(PairingLeaf::grant).forEach(grants::add);
    }
    return grants;
  }

  private Set<Position> counted() {
    var notices = new InvalidNotices();
    ledger.forEach(entry -> entry.as(NoticeEvent.class).ifPresent(notices::add));
    Set<Position> grants = new TreeSet<>();
    for (int i = 0; i < SUBJECTS; i++) {
      StreamName stream = subject(i).stream();
      List<Placed<SubjectEvent>> events =
          ledger.stream()
              .filter(entry -> entry.header().stream().equals(stream))
              .flatMap(entry -> entry.as(SubjectEvent.class).stream())
              .toList();
      SubjectGrants.of(subject(i), events)
          .permittedAt(ledger.getLast().position(), notices)
          .stream()
          .map(GrantLife::position)
          .forEach(grants::add);
    }
    return grants;
  }

  private static MatchKeyTable keys() {
    var keys = new MatchKeyTable();
    for (int i = 0; i < SUBJECTS; i++) {
      MatchKey key = SECRET.keyOf(digest(i));
      keys.add(key.high(), key.low());
    }
    return keys;
  }

  private static Digest digest(int subject) {
    return Digest.ofForm("person." + subject + "@example.com");
  }

  private static SubjectId subject(int number) {
    return new SubjectId(new UUID(0x4000L, 0x8000_0000_0000_0000L | number));
  }

  private static Notice notice(String id, int version) {
    return new Notice(id, Integer.toString(version), "en", "ab".repeat(32));
  }
}
