package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.evidence.Check.Name;
import dev.consentledger.kernel.evidence.Check.Outcome;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.purpose.Purpose;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One run of four people, of whom the second and third were erased since. One defect each. */
class ErasedBundleTest {
  private static final String PAIRINGS = BundleFile.pairings(TestLedger.run(1));
  private static final TreeHasher HASHER = new TreeHasher();

  @TempDir Path folder;

  private static TestLedger ledger() {
    var ledger = new TestLedger();
    var leaves = new ArrayList<PairingLeaf>();
    for (int i = 1; i <= 4; i++) {
      ledger.register(i, i == 2 ? Purpose.TWO_FACTOR : Purpose.NOTIFICATIONS);
      ledger.grant(i, Purpose.AD_PERSONALISATION, "toggle");
      leaves.add(TestLedger.leaf(i, i, ledger.grant(i, Purpose.LIST_MATCHING, "toggle")));
    }
    ledger.create(1, "adv-a");
    ledger.match(1, 1, "adv-a", leaves.stream().map(PairingLeaf::key).toList(), leaves);
    ledger.erase(2);
    ledger.erase(3);
    return ledger;
  }

  private static List<PairingRecord> records(TestLedger ledger) {
    return new ArrayList<>(
        ledger.pairings.get(TestLedger.run(1)).stream()
            .<PairingRecord>map(leaf ->
                leaf.row() == 2 || leaf.row() == 3
                    ? new PairingRecord.Whole(leaf).erase(HASHER)
                    : new PairingRecord.Whole(leaf))
            .toList());
  }

  private static TestBundle bundle(UnaryOperator<List<PairingRecord>> change) {
    TestLedger ledger = ledger();
    Placed<ListMatched> recorded = ledger.runs().getFirst();
    TestBundle bundle = TestBundle.complete(ledger, new RunFinding(recorded, 4, 2, List.of()));
    bundle.files.put(PAIRINGS, bytes(change.apply(records(ledger))));
    return bundle.listedAgain();
  }

  private static byte[] bytes(List<PairingRecord> records) {
    var out = new ByteArrayOutputStream();
    records.forEach(record -> out.writeBytes(record.bytes()));
    return out.toByteArray();
  }

  @Test
  void a_run_with_erased_pairings_verifies_and_says_how_many() {
    Verification verification = bundle(UnaryOperator.identity()).verify(folder);

    assertThat(verification.failure()).isEmpty();
    assertThat(verification.checks())
        .filteredOn(check -> check.name() == Name.GRANTS)
        .singleElement()
        .satisfies(
            check -> assertThat(check.says()).startsWith("4 pairings").contains("2 of them"));
    assertThat(verification.checks())
        .filteredOn(check -> check.name() == Name.LISTS || check.name() == Name.PAIRINGS)
        .allMatch(check -> check.outcome() == Outcome.PASSED);
  }

  @Test
  void pairings_that_nobody_has_erased_yet_count_as_erased_all_the_same() {
    TestLedger ledger = ledger();
    TestBundle bundle =
        TestBundle.complete(ledger, new RunFinding(ledger.runs().getFirst(), 4, 2, List.of()));

    assertThat(bundle.verify(folder).failure()).isEmpty();
  }

  @Test
  void a_run_whose_people_are_all_erased_verifies() {
    TestLedger ledger = ledger();
    ledger.erase(1);
    ledger.erase(4);
    TestBundle bundle =
        TestBundle.complete(ledger, new RunFinding(ledger.runs().getFirst(), 4, 4, List.of()));
    bundle.files.put(
        PAIRINGS,
        bytes(
            ledger.pairings.get(TestLedger.run(1)).stream()
                .<PairingRecord>map(leaf -> new PairingRecord.Whole(leaf).erase(HASHER))
                .toList()));

    assertThat(bundle.listedAgain().verify(folder).failure()).isEmpty();
  }

  @Test
  void the_keys_of_erased_pairings_can_not_be_checked_and_that_is_said() {
    Verification verification =
        bundle(UnaryOperator.identity())
            .verify(
                folder,
                new Trust(
                    TestLedger.KEY.verifier(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(new MatchSecrets(List.of(TestLedger.SECRET)))));

    assertThat(verification.failure()).isEmpty();
    assertThat(verification.checks())
        .filteredOn(check -> check.name() == Name.MATCH_KEYS)
        .singleElement()
        .matches(check -> check.outcome() == Outcome.LIMITED);
  }

  @Test
  void an_impact_counts_erased_people_and_names_none_of_them() {
    TestLedger ledger = ledger();
    var fold = new ImpactFold(ImpactQuery.ALL);
    assertThat(fold.begin(ledger.runs().getFirst())).isTrue();
    for (PairingLeaf leaf : ledger.pairings.get(TestLedger.run(1))) {
      GrantLife grant =
          SubjectGrants.of(leaf.subject(), ledger.stream((int) leaf.row()))
              .grantAt(leaf.grant())
              .orElseThrow();
      if (leaf.row() == 2 || leaf.row() == 3) {
        fold.addErased(leaf.subject(), grant);
      } else {
        fold.add(leaf.subject(), grant);
      }
    }
    ImpactFold.Result impact = fold.result();
    assertThat(impact.finding().subjects()).isEqualTo(4);
    assertThat(impact.finding().erased()).isEqualTo(2);
    assertThat(impact.finding().erasedSubjects()).isEqualTo(2);
    TestBundle bundle =
        TestBundle.written(writer -> {
          TestBundle.allEntries(writer, ledger);
          try (var out = writer.pairings(TestLedger.run(1))) {
            out.write(bytes(records(ledger)));
          }
          writer.subjects(impact.subjects());
          writer.finish(
              ledger.checkpoint(),
              TestLedger.KEY.verifier(),
              TestBundle.CREATED_AT,
              impact.finding());
        });

    assertThat(bundle.verify(folder).failure()).isEmpty();
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        defect(
            "erased, and its subject is not",
            Name.GRANTS,
            "of a subject that is not erased",
            records -> records.set(0, erase(records.get(0)))),
        defect(
            "a grant where no entry stands",
            Name.GRANTS,
            "rests on no grant",
            records -> records.set(1, under(records.get(1), 9_999))),
        defect(
            "the position of a registration",
            Name.GRANTS,
            "rests on no grant",
            records -> records.set(1, under(records.get(1), records.get(1).grant().value() - 2))),
        defect(
            "a grant of another purpose",
            Name.GRANTS,
            "a grant of another purpose",
            records -> records.set(1, under(records.get(1), records.get(1).grant().value() - 1))),
        defect(
            "another hash",
            Name.PAIRINGS,
            "result root",
            records ->
                records.set(
                    1,
                    new PairingRecord.Erased(
                        records.get(1).grant(), Hash.of(new byte[Hash.BYTES])))),
        defect(
            "at another place",
            Name.PAIRINGS,
            "result root",
            records -> Collections.swap(records, 1, 2)),
        defect(
            "behind its neighbour",
            Name.PAIRINGS,
            "result root",
            records -> Collections.swap(records, 0, 1)),
        defect("twice", Name.PAIRINGS, "twice", records -> records.add(2, records.get(1))),
        defect("left out", Name.PAIRINGS, "number of pairings", records -> records.remove(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void an_erased_pairing_that_is_wrong_is_found(
      String what, Name check, String says, Consumer<List<PairingRecord>> defect) {
    TestBundle bundle =
        bundle(records -> {
          defect.accept(records);
          return records;
        });

    assertThat(bundle.verify(folder).failure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.name()).isEqualTo(check);
          assertThat(failure.says()).contains(says);
          assertThat(failure.where()).isEqualTo(PAIRINGS);
        });
  }

  @Test
  void another_number_of_erased_pairings_than_there_are_is_found() {
    TestBundle bundle = bundle(UnaryOperator.identity());
    bundle.replace("finding.json", "\"erased\":2", "\"erased\":1");

    assertThat(bundle.listedAgain().verify(folder).failure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.name()).isEqualTo(Name.FINDING);
          assertThat(failure.says()).contains("result.erased");
        });
  }

  @Test
  void a_finding_that_is_silent_about_erased_pairings_is_not_the_ledgers() {
    TestBundle bundle = bundle(UnaryOperator.identity());
    bundle.replace("finding.json", ",\"erased\":2", "");

    assertThat(bundle.listedAgain().verify(folder).failure())
        .hasValueSatisfying(failure -> assertThat(failure.name()).isEqualTo(Name.FINDING));
  }

  @Test
  void a_grant_that_had_ended_permits_no_erased_pairing() {
    var ledger = new TestLedger();
    ledger.register(1, Purpose.NOTIFICATIONS);
    long grant = ledger.grant(1, Purpose.LIST_MATCHING, "toggle");
    ledger.withdraw(1);
    ledger.create(1, "adv-a");
    PairingLeaf leaf = TestLedger.leaf(1, 1, grant);
    ledger.match(1, 1, "adv-a", List.of(leaf.key()), List.of(leaf));
    ledger.erase(1);
    TestBundle bundle =
        TestBundle.complete(ledger, new RunFinding(ledger.runs().getFirst(), 1, 1, List.of()));
    bundle.files.put(PAIRINGS, new PairingRecord.Whole(leaf).erase(HASHER).bytes());

    assertThat(bundle.listedAgain().verify(folder).failure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.name()).isEqualTo(Name.GRANTS);
          assertThat(failure.says()).contains("did not count");
        });
  }

  private static Arguments defect(
      String what, Name check, String says, Consumer<List<PairingRecord>> change) {
    return Arguments.of(what, check, says, change);
  }

  private static PairingRecord erase(PairingRecord record) {
    return switch (record) {
      case PairingRecord.Whole whole -> whole.erase(HASHER);
      case PairingRecord.Erased erased -> erased;
    };
  }

  private static PairingRecord under(PairingRecord record, long grant) {
    return new PairingRecord.Erased(new Position(grant), record.leafHash(HASHER));
  }
}
