package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.Resources;
import dev.consentledger.kernel.evidence.Check.Outcome;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.purpose.Purpose;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles with nothing wrong in them. */
class VerificationTest {
  private static final TestLedger LEDGER = TestBundle.ledger();
  private static final String[] RUN_1 = {
    "subject-" + TestLedger.subject(1),
    "subject-" + TestLedger.subject(2),
    "audience-" + TestLedger.audience(1)
  };

  @TempDir Path folder;

  static Stream<Finding> findings() {
    return Stream.of(
        TestBundle.ledgerFinding(LEDGER),
        TestBundle.accountFinding(LEDGER, 3),
        TestBundle.accountFinding(LEDGER, 99_999),
        TestBundle.runFinding(LEDGER, 1));
  }

  @ParameterizedTest
  @MethodSource("findings")
  void a_complete_bundle_verifies_without_limits(Finding finding) {
    Verification verification = TestBundle.complete(LEDGER, finding).verify(folder);

    assertThat(verification.failure()).isEmpty();
    assertThat(verification.isLimited()).isFalse();
    assertThat(verification.checks()).hasSize(Check.Name.values().length);
  }

  @Test
  void a_complete_impact_bundle_verifies_and_names_the_affected() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);

    Verification verification = bundle.verify(folder);

    assertThat(verification.failure()).isEmpty();
    assertThat(verification.isLimited()).isFalse();
    var result = JsonReader.object(bundle.files.get(BundleFile.FINDING)).object("result");
    assertThat(result.number("subjects")).isEqualTo(1);
    assertThat(result.number("pairings")).isEqualTo(2);
    assertThat(result.objects("runs")).hasSize(2);
    assertThat(bundle.text(BundleFile.SUBJECTS))
        .isEqualTo("{\"subject\":\"" + TestLedger.subject(2) + "\"}\n");
  }

  @Test
  void with_the_match_secret_each_key_is_checked_against_its_opened_digest() {
    var trust =
        new Trust(
            TestLedger.KEY.verifier(),
            List.of(),
            Optional.empty(),
            Optional.of(new MatchSecrets(List.of(TestLedger.SECRET))));

    Verification verification = TestBundle.completeImpact(LEDGER).verify(folder, trust);

    assertThat(outcome(verification, Check.Name.MATCH_KEYS)).isEqualTo(Outcome.PASSED);
  }

  @Test
  void digests_that_are_not_opened_limit_what_the_match_secret_proves() {
    var trust =
        new Trust(
            TestLedger.KEY.verifier(),
            List.of(),
            Optional.empty(),
            Optional.of(new MatchSecrets(List.of(TestLedger.SECRET))));
    TestBundle closed = TestBundle.completeImpact(LEDGER);
    closed.files.put(BundleFile.OPENED, new byte[0]);

    Verification verification = closed.listedAgain().verify(folder, trust);

    assertThat(outcome(verification, Check.Name.MATCH_KEYS)).isEqualTo(Outcome.LIMITED);
  }

  @Test
  void a_bundle_of_single_entries_verifies_within_limits() {
    Verification verification = TestBundle.partialRun(LEDGER, 1, RUN_1).verify(folder);

    assertThat(verification.failure()).isEmpty();
    assertThat(verification.isLimited()).isTrue();
    assertThat(outcome(verification, Check.Name.ENTRIES)).isEqualTo(Outcome.LIMITED);
    assertThat(outcome(verification, Check.Name.FINDING)).isEqualTo(Outcome.PASSED);
  }

  @Test
  void an_empty_ledger_verifies() {
    var empty = new TestLedger();

    Verification verification =
        TestBundle.complete(empty, TestBundle.ledgerFinding(empty)).verify(folder);

    assertThat(verification.failure()).isEmpty();
  }

  @Test
  void positions_with_gaps_are_said_to_be_the_operators() {
    var gaps = new TestLedger();
    gaps.register(1, Purpose.NOTIFICATIONS);
    gaps.gap = 5;
    gaps.grant(1, Purpose.LIST_MATCHING, "toggle");

    Verification verification =
        TestBundle.complete(gaps, TestBundle.ledgerFinding(gaps)).verify(folder);

    assertThat(outcome(verification, Check.Name.POSITIONS)).isEqualTo(Outcome.LIMITED);
  }

  @Test
  void a_run_whose_pairings_are_stored_no_more_limits_the_finding() {
    TestLedger ledger = TestBundle.ledger();
    var fold = new ImpactFold(TestBundle.SECURITY);
    ledger
        .runs()
        .forEach(run -> {
          fold.begin(run);
          fold.withoutPairings();
        });
    ImpactFold.Result result = fold.result();
    TestBundle bundle =
        TestBundle.written(writer -> {
          TestBundle.allEntries(writer, ledger);
          writer.subjects(result.subjects());
          writer.finish(
              ledger.checkpoint(),
              TestLedger.KEY.verifier(),
              TestBundle.CREATED_AT,
              result.finding());
        });

    Verification verification = bundle.verify(folder);

    assertThat(verification.failure()).isEmpty();
    assertThat(outcome(verification, Check.Name.PAIRINGS)).isEqualTo(Outcome.LIMITED);
  }

  @Test
  void a_witness_that_was_asked_for_is_found() {
    TestBundle bundle = TestBundle.completeImpact(LEDGER);
    SignedNote note = LEDGER.checkpoint();
    Checkpoint checkpoint = Checkpoint.open(note, TestLedger.KEY.verifier());
    SignedNote cosigned =
        note.with(TestLedger.WITNESS.cosign(checkpoint, Instant.parse("2026-11-22T00:00:00Z")));
    bundle.files.put(BundleFile.CHECKPOINT, cosigned.encode().getBytes(StandardCharsets.UTF_8));

    Verification verification = bundle.listedAgain().verify(folder, witnessed());

    assertThat(outcome(verification, Check.Name.COSIGNATURES)).isEqualTo(Outcome.PASSED);
    assertThat(verification.failure()).isEmpty();
  }

  @Test
  void a_witness_that_has_not_cosigned_fails() {
    Verification verification = TestBundle.completeImpact(LEDGER).verify(folder, witnessed());

    assertThat(verification.failure().orElseThrow().name()).isEqualTo(Check.Name.COSIGNATURES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 272})
  void an_earlier_checkpoint_is_continued(int size) {
    Verification verification =
        TestBundle.completeImpact(LEDGER)
            .verify(folder, after(LEDGER.checkpoint(TestLedger.KEY, size)));

    assertThat(outcome(verification, Check.Name.EARLIER_CHECKPOINT)).isEqualTo(Outcome.PASSED);
    assertThat(verification.failure()).isEmpty();
  }

  @Test
  void history_rewritten_since_an_earlier_checkpoint_fails() {
    TestLedger honest = TestBundle.ledger();
    honest.entries.set(6, honest.entries.get(5));

    Verification verification =
        TestBundle.completeImpact(LEDGER)
            .verify(folder, after(honest.checkpoint(TestLedger.KEY, 20)));

    Check failure = verification.failure().orElseThrow();
    assertThat(failure.name()).isEqualTo(Check.Name.EARLIER_CHECKPOINT);
    assertThat(failure.says()).contains("does not continue");
  }

  @Test
  void a_ledger_rolled_back_behind_an_earlier_checkpoint_fails() {
    TestLedger longer = TestBundle.ledger();
    longer.register(4_000, Purpose.NOTIFICATIONS);

    Verification verification =
        TestBundle.completeImpact(LEDGER).verify(folder, after(longer.checkpoint()));

    Check failure = verification.failure().orElseThrow();
    assertThat(failure.name()).isEqualTo(Check.Name.EARLIER_CHECKPOINT);
    assertThat(failure.says()).contains("longer before");
  }

  @Test
  void a_bundle_stored_when_the_format_was_made_still_verifies() throws Exception {
    Path stored = Path.of(VerificationTest.class.getResource("/bundles/impact.v1.zip").toURI());
    var key = VerifierKey.parse(Resources.text("/bundles/impact.v1.vkey").strip());

    try (EvidenceBundle bundle = EvidenceBundle.open(stored)) {
      Verification verification = Verification.of(bundle, Trust.inKey(key), Progress.NONE);

      assertThat(verification.failure()).isEmpty();
      assertThat(verification.isLimited()).isFalse();
    }
  }

  @Test
  void the_same_bundle_has_the_same_bytes() {
    assertThat(TestBundle.completeImpact(LEDGER).zip())
        .isEqualTo(TestBundle.completeImpact(LEDGER).zip());
  }

  private static Trust after(SignedNote earlier) {
    return new Trust(TestLedger.KEY.verifier(), List.of(), Optional.of(earlier), Optional.empty());
  }

  private static Trust witnessed() {
    return new Trust(
        TestLedger.KEY.verifier(),
        List.of(TestLedger.WITNESS.verifier()),
        Optional.empty(),
        Optional.empty());
  }

  static Outcome outcome(Verification verification, Check.Name name) {
    return verification.checks().stream()
        .filter(check -> check.name() == name)
        .findFirst()
        .orElseThrow(() -> new AssertionError("not reached: " + verification.failure()))
        .outcome();
  }
}
