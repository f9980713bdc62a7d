package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.evidence.Check.Name;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notice's invalidation, in folds and in bundles; one defect each. */
class NoticeEvidenceTest {
  private static final String NOTICES = "notice-" + TestLedger.NOTICE.id();
  private static final AuditorId REGULATOR = new AuditorId("regulator-1");

  @TempDir Path folder;

  private final TestLedger ledger = TestBundle.ledger(0);

  @Test
  void a_grant_counts_until_its_notice_is_invalidated_and_stays_open() {
    long gone = ledger.invalidateNotice();

    SubjectGrants grants = SubjectGrants.of(TestLedger.subject(1), ledger.stream(1));

    GrantLife life = grants.grants().getFirst();
    assertThat(grants.counted(life, new Position(gone - 1), ledger.invalidNotices())).isTrue();
    assertThat(grants.counted(life, new Position(gone), ledger.invalidNotices())).isFalse();
    assertThat(life.ending()).isEmpty();
  }

  @Test
  void a_grant_given_under_an_invalidated_notice_never_counts() {
    ledger.invalidateNotice();
    long granted = ledger.grant(3, Purpose.LIST_MATCHING, "toggle");

    SubjectGrants grants = SubjectGrants.of(TestLedger.subject(3), ledger.stream(3));

    assertThat(grants.permittedAt(new Position(granted), ledger.invalidNotices())).isEmpty();
  }

  @Test
  void an_account_is_invalidated_from_that_entry_on_and_names_it() {
    long gone = ledger.invalidateNotice();

    assertThat(grantOf(finding("{\"position\":%d}".formatted(gone - 1))).string("state"))
        .isEqualTo("active");
    JsonObject since = grantOf(finding("{}"));
    assertThat(since.string("state")).isEqualTo("invalidated");
    assertThat(since.object("invalidated").number("position")).isEqualTo(gone);
    assertThat(since.has("ended")).isFalse();
    assertThat(grantOf(finding("{\"at\":\"2026-11-21T08:00:05Z\"}")).string("state"))
        .isEqualTo("active");
  }

  @Test
  void how_a_grant_ended_is_told_above_its_notices_invalidation() {
    ledger.invalidateNotice();

    JsonObject withdrawn =
        TestBundle.accountFinding(ledger, 2)
            .result()
            .objects("contactPoints")
            .getFirst()
            .objects("grants")
            .getFirst();

    assertThat(withdrawn.string("state")).isEqualTo("withdrawn");
    assertThat(withdrawn.has("invalidated")).isTrue();
  }

  @Test
  void an_auditor_computes_it_from_a_complete_bundle_and_from_single_entries() {
    ledger.invalidateNotice();
    Finding finding = TestBundle.accountFinding(ledger, 1);

    assertThat(TestBundle.complete(ledger, finding).verify(folder).failure()).isEmpty();
    assertThat(single(finding, ledger.entries.size()).verify(folder).failure()).isEmpty();
  }

  @Test
  void runs_before_the_invalidation_stay_right() {
    ledger.invalidateNotice();

    Verification verification =
        TestBundle.complete(ledger, TestBundle.runFinding(ledger, 1)).verify(folder);

    assertThat(verification.failure()).isEmpty();
    assertThat(verification.isLimited()).isFalse();
  }

  @Test
  void an_invalidated_grant_said_to_count_is_named() {
    ledger.invalidateNotice();
    TestBundle bundle = TestBundle.complete(ledger, TestBundle.accountFinding(ledger, 1));
    bundle.replace(BundleFile.FINDING, "\"state\":\"invalidated\"", "\"state\":\"active\"");

    assertFails(bundle, Name.FINDING, "contactPoints[0].grants[0].state differs");
  }

  @Test
  void a_complete_bundle_without_the_invalidation_does_not_lead_to_the_signed_root() {
    int before = ledger.entries.size();
    ledger.invalidateNotice();
    ledger.create(3, "adv-c");
    TestBundle bundle = TestBundle.complete(ledger, TestBundle.accountFinding(ledger, 1));
    List<byte[]> entries =
        new ArrayList<>(EntryBundle.decode(bundle.files.get("entries/0"), ledger.entries.size()));
    entries.set(before + 1, entries.get(before + 2));
    bundle.files.put("entries/0", EntryBundle.encode(entries));

    assertFails(bundle, Name.ENTRIES, "");
  }

  @Test
  void single_entries_without_the_invalidation_do_not_give_the_finding() {
    ledger.invalidateNotice();

    assertFails(
        single(TestBundle.accountFinding(ledger, 1), ledger.entries.size() - 1),
        Name.FINDING,
        "grants[0]");
  }

  @Test
  void a_pairing_under_a_notice_that_was_invalidated_before_its_run_is_named() {
    long granted = ledger.grant(3, Purpose.LIST_MATCHING, "toggle");
    ledger.invalidateNotice();
    ledger.create(3, "adv-c");
    ledger.match(
        3, 3, "adv-c", List.of(TestLedger.matchKey(3)), List.of(TestLedger.leaf(1, 3, granted)));

    assertFails(
        TestBundle.complete(ledger, TestBundle.runFinding(ledger, 3)),
        Name.GRANTS,
        "did not count at the run's position");
  }

  @Test
  void an_invalidation_in_another_notices_stream_is_no_event() {
    ledger.append(
        StreamName.ofNotice("other").orElseThrow(),
        new NoticeInvalidated("signup", "1", REGULATOR, "order of 2022-05-25"));

    assertFails(
        TestBundle.complete(ledger, TestBundle.ledgerFinding(ledger)),
        Name.EVENTS,
        "another notice's stream");
  }

  @Test
  void a_version_is_invalidated_once() {
    ledger.invalidateNotice();
    ledger.append(
        StreamName.ofNotice("signup").orElseThrow(),
        new NoticeInvalidated("signup", "1", REGULATOR, "order of 2022-05-25"));

    assertThatThrownBy(ledger::invalidNotices)
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("invalid already");
  }

  @Test
  void with_factsinvalidations_it_is_what_a_plain_fold_of_the_ledger_keeps() {
    long seed = 20_220_525;
    var random = new SplittableRandom(seed);
    var facts = new TestLedger();
    var expected = new HashMap<Position, Set<Position>>();
    var open = new HashMap<Integer, Map.Entry<Position, NoticeVersion>>();
    var invalid = new HashSet<NoticeVersion>();
    for (int subject = 1; subject <= 3; subject++) {
      facts.register(subject, Purpose.NOTIFICATIONS);
    }
    for (int i = 0; i < 400; i++) {
      int subject = random.nextInt(1, 4);
      var notice =
          new Notice(
              random.nextBoolean() ? "a" : "b",
              Integer.toString(random.nextInt(12)),
              "en",
              "ab".repeat(32));
      if (random.nextInt(20) == 0) {
        if (invalid.add(notice.noticeVersion())) {
          StreamName stream = StreamName.ofNotice(notice.id()).orElseThrow();
          facts.append(stream, new NoticeRegistered(notice));
          facts.append(
              stream, new NoticeInvalidated(notice.id(), notice.version(), REGULATOR, "order"));
        }
      } else if (random.nextInt(3) == 0 && open.remove(subject) != null) {
        facts.withdraw(subject);
      } else {
        long position =
            facts.append(
                TestLedger.subject(subject).stream(),
                new PurposeGranted(
                    TestLedger.POINT,
                    Purpose.LIST_MATCHING,
                    notice,
                    "settings.ads",
                    "toggle",
                    "consent",
                    Optional.empty()));
        open.put(subject, Map.entry(new Position(position), notice.noticeVersion()));
      }
      var counted = new HashSet<Position>();
      open.values().stream()
          .filter(grant -> !invalid.contains(grant.getValue()))
          .forEach(grant -> counted.add(grant.getKey()));
      expected.put(facts.positions.getLast(), counted);
    }
    InvalidNotices notices = facts.invalidNotices();

    expected.forEach((position, grants) -> {
      var counted = new HashSet<Position>();
      for (int subject = 1; subject <= 3; subject++) {
        SubjectGrants.of(TestLedger.subject(subject), facts.stream(subject))
            .permittedAt(position, notices)
            .forEach(life -> counted.add(life.position()));
      }
      assertThat(counted).as("seed %d, position %s", seed, position).isEqualTo(grants);
    });
    assertThat(invalid).hasSizeGreaterThan(5);
  }

  private JsonObject finding(String when) {
    var query = JsonObject.builder().put("subject", TestLedger.subject(1).toString());
    JsonReader.object(when).fields().forEach(query::put);
    return AccountFinding.of(
            AccountQuery.fromJson(query.build()), ledger.stream(1), ledger.invalidNotices())
        .result();
  }

  private static JsonObject grantOf(JsonObject result) {
    return result.objects("contactPoints").getFirst().objects("grants").getFirst();
  }

  /** The entries of subject 1 and of its grant's notice, of the first so many of the ledger. */
  private TestBundle single(Finding finding, int size) {
    return TestBundle.written(writer -> {
      for (int i = 0; i < size; i++) {
        String stream = ledger.headers.get(i).stream().value();
        if (List.of("subject-" + TestLedger.subject(1), NOTICES).contains(stream)) {
          writer.entry(i, TestBundle.line(ledger, i), ledger.proof(i));
        }
      }
      writer.finish(ledger.checkpoint(), TestLedger.KEY.verifier(), TestBundle.CREATED_AT, finding);
    });
  }

  private void assertFails(TestBundle bundle, Name check, String says) {
    Check failure = bundle.listedAgain().verify(folder).failure().orElseThrow();
    assertThat(failure.name()).isEqualTo(check);
    assertThat(failure.says()).contains(says);
  }
}
