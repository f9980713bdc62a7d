package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.evidence.Check.Name;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.purpose.Purpose;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One defect each; the check that fails and what it names are the test's point. */
class DamagedBundleTest {
  private static final TestLedger LEDGER = TestBundle.ledger();
  private static final String RUN_1 = BundleFile.pairings(TestLedger.run(1));
  private static final String LIST_1 = BundleFile.list(TestLedger.run(1));
  private static final String[] STREAMS_OF_RUN_1 = {
    "subject-" + TestLedger.subject(1),
    "subject-" + TestLedger.subject(2),
    "audience-" + TestLedger.audience(1)
  };

  @TempDir Path folder;

  /** The forger lists the files again, so the hashes are right. */
  static Stream<Arguments> forgedFiles() {
    return Stream.of(
        forged("a byte of an entry", Name.ENTRIES, "entries/", entry(5, b -> b[b.length - 9] ^= 1)),
        forged("an entry missing", Name.ENTRIES, "entries/0", entries(all -> all.remove(3))),
        forged(
            "entries swapped",
            Name.ENTRIES,
            "entries/",
            entries(all -> Collections.swap(all, 8, 9))),
        forged("an entry twice", Name.ENTRIES, "entries/", entries(all -> all.set(4, all.get(5)))),
        forged("an entry's file missing", Name.ENTRIES, "entries/1", f -> f.remove("entries/1")),
        forged(
            "a file of entries too many",
            Name.ENTRIES,
            "entries/2",
            f -> f.put("entries/2", f.get("entries/1"))),
        forged(
            "a single entry too many", Name.ENTRIES, "entry/3", f -> f.put("entry/3", new byte[1])),
        forged(
            "a position that falls",
            Name.POSITIONS,
            "positions",
            text("positions", "{\"index\":6,\"position\":7}", "{\"index\":6,\"position\":6}")),
        forged(
            "a position missing",
            Name.POSITIONS,
            "positions",
            text("positions", "{\"index\":6,\"position\":7}\n", "")),
        forged(
            "a position too many",
            Name.POSITIONS,
            "positions",
            f ->
                f.put(
                    "positions",
                    (new String(f.get("positions"), StandardCharsets.UTF_8)
                            + "{\"index\":999,\"position\":1000}\n")
                        .getBytes(StandardCharsets.UTF_8))),
        forged(
            "positions end in a line",
            Name.POSITIONS,
            "positions",
            text("positions", ":272}\n", ":272}")),
        forged(
            "another event's key",
            Name.OPENED,
            "entry 0",
            f ->
                f.put(
                    "opened.ndjson",
                    ("{\"index\":0,\"eventKey\":\""
                            + Base64.getEncoder().encodeToString(LEDGER.eventKey(2))
                            + "\"}\n")
                        .getBytes(StandardCharsets.UTF_8))),
        forged(
            "a key for what is not sealed",
            Name.OPENED,
            "entry 1",
            text("opened.ndjson", "\"index\":0", "\"index\":1")),
        forged(
            "a key for no entry",
            Name.OPENED,
            "opened.ndjson",
            text("opened.ndjson", "\"index\":0", "\"index\":9999")),
        forged("a pairing changed", Name.PAIRINGS, RUN_1, bytes(RUN_1, b -> b[95] ^= 1)),
        forged(
            "a pairing missing",
            Name.PAIRINGS,
            RUN_1,
            f -> f.put(RUN_1, Arrays.copyOf(f.get(RUN_1), 48))),
        forged(
            "pairings cut off",
            Name.PAIRINGS,
            RUN_1,
            f -> f.put(RUN_1, Arrays.copyOf(f.get(RUN_1), 90))),
        forged(
            "pairings out of order",
            Name.PAIRINGS,
            RUN_1,
            f -> f.put(RUN_1, swapped(f.get(RUN_1)))),
        forged("a run's pairings missing", Name.PAIRINGS, RUN_1, f -> f.remove(RUN_1)),
        forged(
            "pairings of no run",
            Name.PAIRINGS,
            BundleFile.pairings(TestLedger.run(9)),
            f -> f.put(BundleFile.pairings(TestLedger.run(9)), f.get(RUN_1))),
        forged(
            "a list's key changed", Name.LISTS, LIST_1, bytes(LIST_1, b -> b[b.length - 1] ^= 1)),
        forged(
            "a list without its last row",
            Name.LISTS,
            LIST_1,
            f ->
                f.put(
                    LIST_1,
                    TestLedger.list(List.of(TestLedger.matchKey(1), TestLedger.matchKey(2))))),
        forged(
            "a list cut off",
            Name.LISTS,
            LIST_1,
            f -> f.put(LIST_1, Arrays.copyOf(f.get(LIST_1), 20))),
        forged(
            "subjects one off",
            Name.FINDING,
            "finding.json",
            text("finding.json", "\"subjects\":1,", "\"subjects\":2,")),
        forged(
            "pairings one off",
            Name.FINDING,
            "finding.json",
            text(
                "finding.json",
                "\"pairings\":2,\"subjectsDigest\"",
                "\"pairings\":1,\"subjectsDigest\"")),
        forged(
            "another first time",
            Name.FINDING,
            "finding.json",
            text(
                "finding.json",
                "\"firstAt\":\"2026-11-21T08:00:08Z\"",
                "\"firstAt\":\"2026-11-21T08:00:07Z\"")),
        forged(
            "another question",
            Name.FINDING,
            "subjects.ndjson",
            text("finding.json", "{\"collectedFor\":[\"security.two_factor\"]}", "{}")),
        forged(
            "an unknown criterion",
            Name.FINDING,
            "finding.json",
            text("finding.json", "{\"collectedFor\"", "{\"country\":\"at\",\"collectedFor\"")),
        forged(
            "a finding that is no JSON",
            Name.FINDING,
            "finding.json",
            f -> f.put("finding.json", new byte[] {'{'})),
        forged(
            "a subject left out",
            Name.FINDING,
            "subjects.ndjson",
            f -> f.put("subjects.ndjson", new byte[0])),
        forged(
            "a subject too many",
            Name.FINDING,
            "subjects.ndjson",
            f -> f.put("subjects.ndjson", twice(f.get("subjects.ndjson")))),
        forged(
            "another report",
            Name.REPORT,
            "report.html",
            text("report.html", "concerns 1 accounts", "concerns 0 accounts")),
        forged(
            "the manifest's size",
            Name.CHECKPOINT,
            "manifest.json",
            text("manifest.json", "\"ledgerSize\":272", "\"ledgerSize\":271")),
        forged(
            "the manifest's kind",
            Name.FINDING,
            "manifest.json",
            text("manifest.json", "\"kind\":\"impact\"", "\"kind\":\"run\"")),
        forged(
            "the manifest's origin",
            Name.CHECKPOINT,
            "manifest.json",
            text(
                "manifest.json",
                "\"origin\":\"consentledger.dev/cell-1\"",
                "\"origin\":\"elsewhere\"")),
        forged(
            "a checkpoint of another root",
            Name.CHECKPOINT,
            "checkpoint",
            f ->
                f.put(
                    "checkpoint",
                    new String(f.get("checkpoint"), StandardCharsets.UTF_8)
                        .replaceFirst("\n272\n", "\n271\n")
                        .getBytes(StandardCharsets.UTF_8))),
        forged(
            "a checkpoint that is no note",
            Name.CHECKPOINT,
            "checkpoint",
            f -> f.put("checkpoint", new byte[] {'x', '\n'})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgedFiles")
  void a_forged_file_is_named(
      String defect, Name check, String where, Consumer<Map<String, byte[]>> damage) {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    damage.accept(bundle.files);

    Check failure = bundle.listedAgain().verify(folder).failure().orElseThrow();

    assertThat(failure.name()).as(failure.toString()).isEqualTo(check);
    assertThat(failure.where()).isEqualTo(where);
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_changed_byte_anywhere_breaks_the_manifests_hash(String name) {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    byte[] content = bundle.files.get(name).clone();
    content[content.length / 2] ^= 1;
    bundle.files.put(name, content);

    Check failure = bundle.verify(folder).failure().orElseThrow();

    assertThat(failure.name()).isEqualTo(Name.FILES);
    assertThat(failure.where()).isEqualTo(name);
  }

  static Stream<String> names() {
    return TestBundle.completeImpact(LEDGER).files.keySet().stream()
        .filter(name -> !name.equals(BundleFile.MANIFEST));
  }

  @Test
  void a_checkpoint_signed_by_another_key_of_the_same_name_is_refused() {
    SigningKey other = SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519);
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    bundle.files.put(
        BundleFile.CHECKPOINT,
        LEDGER.checkpoint(other, 272).encode().getBytes(StandardCharsets.UTF_8));

    assertFails(bundle.listedAgain().verify(folder), Name.CHECKPOINT, "checkpoint");
  }

  @Test
  void the_wrong_key_refuses_everything() {
    SigningKey other = SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519);

    assertFails(
        TestBundle.completeImpact(LEDGER).verify(folder, other.verifier()),
        Name.CHECKPOINT,
        "checkpoint");
  }

  @Test
  void a_signed_gap_in_a_streams_revisions_is_named() {
    TestLedger gap = TestBundle.ledger();
    gap.appendAt(TestLedger.subject(100).stream(), withdrawn(), 7);

    assertFails(
        TestBundle.complete(gap, TestBundle.ledgerFinding(gap)).verify(folder),
        Name.REVISIONS,
        "entry 272");
  }

  @Test
  void a_signed_event_in_a_stream_of_another_kind_is_named() {
    TestLedger odd = TestBundle.ledger();
    odd.append(StreamName.ofAudience(TestLedger.audience(7)), withdrawn());

    assertFails(
        TestBundle.complete(odd, TestBundle.ledgerFinding(odd)).verify(folder),
        Name.EVENTS,
        "entry 272");
  }

  @Test
  void a_run_recorded_at_a_position_behind_its_own_is_named() {
    TestLedger odd = TestBundle.ledger();
    odd.create(3, "adv-c");
    odd.matchAt(3, 3, "adv-c", List.of(TestLedger.matchKey(1)), List.of(), new Position(9_999));

    assertFails(
        TestBundle.complete(odd, TestBundle.ledgerFinding(odd)).verify(folder),
        Name.EVENTS,
        "entry 273");
  }

  @Test
  void a_pairing_under_a_withdrawn_grant_is_named() {
    TestLedger unlawful = paired(3, 6);

    Check failure = failureOfRun3(unlawful);

    assertThat(failure.says()).contains("did not count at the run's position");
  }

  @Test
  void a_pairing_under_a_grant_given_after_the_run_is_named() {
    var unlawful = new TestLedger();
    unlawful.register(1, Purpose.NOTIFICATIONS);
    unlawful.create(3, "adv-c");
    unlawful.matchAt(
        3,
        3,
        "adv-c",
        List.of(TestLedger.matchKey(1)),
        List.of(TestLedger.leaf(1, 1, 4)),
        new Position(2));
    unlawful.grant(1, Purpose.LIST_MATCHING, "toggle");

    assertThat(failureOfRun3(unlawful).says()).contains("did not count at the run's position");
  }

  @Test
  void a_pairing_under_a_grant_of_another_purpose_is_named() {
    TestLedger unlawful = TestBundle.ledger();
    unlawful.register(4, Purpose.TWO_FACTOR);
    long grant = unlawful.grant(4, Purpose.MEASUREMENT, "toggle");
    unlawful.create(3, "adv-c");
    unlawful.match(
        3, 3, "adv-c", List.of(TestLedger.matchKey(4)), List.of(TestLedger.leaf(1, 4, grant)));

    assertThat(failureOfRun3(unlawful).says()).contains("of another purpose");
  }

  @Test
  void a_pairing_under_no_grant_is_named() {
    assertThat(failureOfRun3(paired(3, 5)).says()).contains("rests on no grant");
  }

  @Test
  void a_pairing_of_a_subject_that_has_no_entry_is_named() {
    assertThat(failureOfRun3(paired(77, 6)).says()).contains("rests on no grant");
  }

  @Test
  void a_paired_key_that_is_not_in_the_list_is_named() {
    TestLedger odd = TestBundle.ledger();
    odd.create(3, "adv-c");
    odd.match(3, 3, "adv-c", List.of(TestLedger.matchKey(55)), List.of(TestLedger.leaf(1, 1, 2)));

    Check failure =
        TestBundle.complete(odd, TestBundle.runFinding(odd, 3))
            .verify(folder)
            .failure()
            .orElseThrow();

    assertThat(failure.name()).isEqualTo(Name.LISTS);
    assertThat(failure.says()).contains("row 1").contains("not in the list");
  }

  @Test
  void a_key_of_another_contact_point_is_found_with_the_match_secret() {
    TestLedger odd = TestBundle.ledger();
    odd.create(3, "adv-c");
    var leaf = new PairingLeaf(1, TestLedger.matchKey(55), TestLedger.subject(1), new Position(2));
    odd.match(3, 3, "adv-c", List.of(TestLedger.matchKey(55)), List.of(leaf));
    var trust =
        new Trust(
            TestLedger.KEY.verifier(),
            List.of(),
            Optional.empty(),
            Optional.of(new MatchSecrets(List.of(TestLedger.SECRET))));

    Check failure = TestBundle.completeImpact(odd).verify(folder, trust).failure().orElseThrow();

    assertThat(failure.name()).isEqualTo(Name.MATCH_KEYS);
    assertThat(failure.says()).contains("another contact point");
  }

  @Test
  void a_finding_that_names_differences_is_no_proof() {
    RunFinding run = TestBundle.runFinding(LEDGER, 1);
    var differing = new RunFinding(run.recorded(), run.subjects(), 0, List.of("row 2 differs"));

    Check failure = TestBundle.complete(LEDGER, differing).verify(folder).failure().orElseThrow();

    assertThat(failure.name()).isEqualTo(Name.FINDING);
    assertThat(failure.says()).contains("result.differences");
  }

  @Test
  void a_single_entry_changed_does_not_lead_to_the_root() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1);
    bundle.files.get("entry/1")[5] ^= 1;

    assertFails(bundle.listedAgain().verify(folder), Name.ENTRIES, "proof/1.tlog-proof");
  }

  @Test
  void a_single_entry_without_its_proof_is_refused() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1);
    bundle.files.remove("proof/1.tlog-proof");

    assertFails(bundle.listedAgain().verify(folder), Name.ENTRIES, "proof/1.tlog-proof");
  }

  @Test
  void a_proof_without_its_entry_is_refused() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1);
    bundle.files.remove("entry/1");

    assertFails(bundle.listedAgain().verify(folder), Name.ENTRIES, "proof/1.tlog-proof");
  }

  @Test
  void a_proof_of_another_index_is_refused() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1);
    bundle.replace("proof/1.tlog-proof", "index 1\n", "index 0\n");

    assertFails(bundle.listedAgain().verify(folder), Name.ENTRIES, "proof/1.tlog-proof");
  }

  @Test
  void a_proof_under_another_checkpoint_is_refused() {
    TestLedger longer = TestBundle.ledger();
    TestBundle bundle = TestBundle.partialRun(longer, 1, STREAMS_OF_RUN_1);
    longer.register(4_000, Purpose.NOTIFICATIONS);
    bundle.files.put(
        "proof/1.tlog-proof", longer.proof(1).encode().getBytes(StandardCharsets.UTF_8));

    assertFails(bundle.listedAgain().verify(folder), Name.ENTRIES, "proof/1.tlog-proof");
  }

  @Test
  void a_first_entry_left_out_of_a_stream_is_a_revision_gap() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1);
    bundle.files.remove("entry/0");
    bundle.files.remove("proof/0.tlog-proof");
    bundle.replace("positions", "{\"index\":0,\"position\":1}\n", "");

    assertFails(bundle.listedAgain().verify(folder), Name.REVISIONS, "entry 1");
  }

  @Test
  void a_subjects_stream_left_out_leaves_its_pairing_without_a_grant() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1[0], STREAMS_OF_RUN_1[2]);

    assertFails(bundle.verify(folder), Name.GRANTS, RUN_1);
  }

  @Test
  void a_bundle_that_claims_to_be_complete_must_hold_all_entries() {
    TestBundle bundle = TestBundle.partialRun(LEDGER, 1, STREAMS_OF_RUN_1);
    bundle.replace("manifest.json", "\"complete\":false", "\"complete\":true");

    assertThat(bundle.verify(folder).failure().orElseThrow().name()).isEqualTo(Name.ENTRIES);
  }

  static Stream<Arguments> unopenable() {
    return Stream.of(
        Arguments.of("evil/../../name", "the zip"),
        Arguments.of("/etc/passwd", "the zip"),
        Arguments.of("entries/007", "the zip"),
        Arguments.of("runs/x.pairings", "the zip"),
        Arguments.of("entries/", "the zip"),
        Arguments.of("entry/9", "entry/9"));
  }

  @ParameterizedTest
  @MethodSource("unopenable")
  void a_file_that_is_not_in_the_manifest_is_refused(String name, String where) {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    bundle.files.put(name, name.endsWith("/") ? new byte[0] : new byte[] {1});

    assertUnopenable(bundle.zip(), where);
  }

  @ParameterizedTest
  @MethodSource("needed")
  void a_missing_file_is_named(String name) {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    bundle.files.remove(name);

    assertUnopenable(bundle.zip(), name);
  }

  static Stream<String> needed() {
    return TestBundle.completeImpact(LEDGER).files.keySet().stream();
  }

  @Test
  void a_file_that_the_manifest_leaves_out_though_each_bundle_has_it_is_refused() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    bundle.files.remove(BundleFile.OPENED);

    assertUnopenable(bundle.listedAgain().zip(), BundleFile.OPENED);
  }

  @Test
  void a_name_that_stands_there_twice_is_refused() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    bundle.files.put("entries/9", new byte[] {1});
    String zip = new String(bundle.zip(), StandardCharsets.ISO_8859_1);

    assertUnopenable(
        zip.replace("entries/9", "entries/1").getBytes(StandardCharsets.ISO_8859_1), "entries/1");
  }

  @Test
  void a_length_that_the_manifest_understates_is_refused() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    int length = bundle.files.get(BundleFile.REPORT).length;
    bundle.replace("manifest.json", "\"bytes\":" + length, "\"bytes\":" + (length - 1));

    assertFails(bundle.verify(folder), Name.FILES, BundleFile.REPORT);
  }

  @Test
  void a_file_larger_than_its_kind_may_be_is_refused() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    int length = bundle.files.get(BundleFile.REPORT).length;
    bundle.replace("manifest.json", "\"bytes\":" + length, "\"bytes\":" + Long.MAX_VALUE);

    assertUnopenable(bundle.zip(), BundleFile.REPORT);
  }

  @Test
  void a_manifest_of_another_format_is_refused() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    bundle.replace("manifest.json", "consentledger-bundle/v1", "consentledger-bundle/v2");

    assertUnopenable(bundle.zip(), "manifest.json");
  }

  @Test
  void a_zip_that_is_cut_off_is_refused() {
    byte[] zip = TestBundle.completeImpact(LEDGER).zip();

    assertUnopenable(Arrays.copyOf(zip, zip.length / 2), "the zip");
    assertUnopenable(new byte[0], "the zip");
  }

  private void assertUnopenable(byte[] zip, String where) {
    assertThatThrownBy(
            () -> EvidenceBundle.open(Files.write(folder.resolve("bundle.zip"), zip)).close())
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.where()).isEqualTo(where));
  }

  private static void assertFails(Verification verification, Name check, String where) {
    Check failure = verification.failure().orElseThrow();
    assertThat(failure.name()).as(failure.toString()).isEqualTo(check);
    assertThat(failure.where()).isEqualTo(where);
  }

  /** A run that pairs a subject under the grant at a position, right or wrong. */
  private static TestLedger paired(int subject, long grant) {
    TestLedger ledger = TestBundle.ledger();
    ledger.create(3, "adv-c");
    ledger.match(
        3,
        3,
        "adv-c",
        List.of(TestLedger.matchKey(subject)),
        List.of(TestLedger.leaf(1, subject, grant)));
    return ledger;
  }

  private Check failureOfRun3(TestLedger ledger) {
    Check failure =
        TestBundle.complete(ledger, TestBundle.runFinding(ledger, 3))
            .verify(folder)
            .failure()
            .orElseThrow();
    assertThat(failure.name()).as(failure.toString()).isEqualTo(Name.GRANTS);
    assertThat(failure.where()).isEqualTo(BundleFile.pairings(TestLedger.run(3)));
    return failure;
  }

  private static PurposeWithdrawn withdrawn() {
    return new PurposeWithdrawn(TestLedger.POINT, Purpose.LIST_MATCHING);
  }

  private static Arguments forged(
      String defect, Name check, String where, Consumer<Map<String, byte[]>> damage) {
    return Arguments.of(defect, check, where, damage);
  }

  private static Consumer<Map<String, byte[]>> text(String name, String from, String to) {
    return files -> {
      String before = new String(files.get(name), StandardCharsets.UTF_8);
      assertThat(before).contains(from);
      files.put(name, before.replace(from, to).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static Consumer<Map<String, byte[]>> bytes(String name, Consumer<byte[]> change) {
    return files -> change.accept(files.get(name));
  }

  private static Consumer<Map<String, byte[]>> entries(Consumer<List<byte[]>> change) {
    return files -> {
      var entries = new ArrayList<>(EntryBundle.decode(files.get("entries/0"), 256));
      change.accept(entries);
      files.put("entries/0", EntryBundle.encode(entries));
    };
  }

  private static Consumer<Map<String, byte[]>> entry(int index, Consumer<byte[]> change) {
    return entries(all -> change.accept(all.get(index)));
  }

  private static byte[] swapped(byte[] pairings) {
    var out = new ByteArrayOutputStream();
    out.write(pairings, 48, 48);
    out.write(pairings, 0, 48);
    return out.toByteArray();
  }

  private static byte[] twice(byte[] content) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(content);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
