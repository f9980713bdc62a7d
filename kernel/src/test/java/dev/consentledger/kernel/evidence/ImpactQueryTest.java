package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Over two runs: the first (position 8, recorded at 08:00:08, adv-a) pairs subjects 1 and 2, the
 * second (position 10, at 08:00:10, adv-b) pairs subject 2, collected for two-factor security.
 */
class ImpactQueryTest {
  private static final TestLedger LEDGER = TestBundle.ledger(0);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 3 | 2 | 2",
        "{\"collectedFor\":[\"security.two_factor\"]} | 2 | 1 | 2",
        "{\"collectedFor\":[\"security.two_factor\",\"service.notifications\"]} | 3 | 2 | 2",
        "{\"collectedFor\":[\"security.account_recovery\"]} | 0 | 0 | 0",
        "{\"method\":\"toggle\"} | 1 | 1 | 1",
        "{\"method\":\"prechecked\"} | 2 | 1 | 2",
        "{\"context\":\"settings.ads\"} | 3 | 2 | 2",
        "{\"context\":\"settings\"} | 0 | 0 | 0",
        "{\"notice\":{\"id\":\"phone-2fa\"}} | 2 | 1 | 2",
        "{\"notice\":{\"id\":\"phone-2fa\",\"version\":\"3\"}} | 2 | 1 | 2",
        "{\"notice\":{\"id\":\"phone-2fa\",\"version\":\"4\"}} | 0 | 0 | 0",
        "{\"notice\":{\"id\":\"signup\"}} | 3 | 2 | 2",
        "{\"grantNotice\":{\"id\":\"phone-2fa\"}} | 0 | 0 | 0",
        "{\"grantNotice\":{\"id\":\"signup\",\"version\":\"1\"}} | 3 | 2 | 2",
        "{\"grantNotice\":{\"id\":\"signup\",\"version\":\"2\"}} | 0 | 0 | 0",
        "{\"notice\":{\"id\":\"phone-2fa\"},\"grantNotice\":{\"id\":\"signup\"}} | 2 | 1 | 2",
        "{\"positionFrom\":8} | 3 | 2 | 2",
        "{\"positionFrom\":9} | 1 | 1 | 1",
        "{\"positionBefore\":8} | 0 | 0 | 0",
        "{\"positionBefore\":9} | 2 | 2 | 1",
        "{\"timeFrom\":\"2026-11-21T08:00:08Z\"} | 3 | 2 | 2",
        "{\"timeFrom\":\"2026-11-21T08:00:08.100Z\"} | 1 | 1 | 1",
        "{\"timeBefore\":\"2026-11-21T08:00:08Z\"} | 0 | 0 | 0",
        "{\"timeBefore\":\"2026-11-21T08:00:10Z\"} | 2 | 2 | 1",
        "{\"advertiser\":\"adv-b\"} | 1 | 1 | 1",
        "{\"advertiser\":\"adv-a\",\"collectedFor\":[\"security.two_factor\"]} | 1 | 1 | 1",
      })
  void a_query_concerns_exactly_what_meets_all_its_criteria(
      String query, long pairings, long subjects, int runs) {
    ImpactFinding finding =
        TestBundle.impact(LEDGER, ImpactQuery.fromJson(JsonReader.object(query))).finding();

    assertThat(finding.pairings()).isEqualTo(pairings);
    assertThat(finding.subjects()).isEqualTo(subjects);
    assertThat(finding.runs()).hasSize(runs);
    assertThat(finding.query()).isEqualTo(JsonReader.object(query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"country\":\"at\"}",
        "{\"collectedFor\":[\"security\"]}",
        "{\"collectedFor\":\"security.two_factor\"}",
        "{\"notice\":{\"version\":\"1\"}}",
        "{\"grantNotice\":{\"version\":\"1\"}}",
        "{\"notice\":{\"id\":\"a\",\"locale\":\"en\"}}",
        "{\"positionFrom\":-1}",
        "{\"positionFrom\":\"1\"}",
        "{\"timeFrom\":\"yesterday\"}",
        "{\"advertiser\":\"\"}",
      })
  void a_query_that_is_not_understood_whole_is_refused(String query) {
    JsonObject json = JsonReader.object(query);

    assertThatThrownBy(() -> ImpactQuery.fromJson(json)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void the_same_question_has_the_same_answer() {
    assertThat(TestBundle.impact(LEDGER, ImpactQuery.ALL))
        .isEqualTo(TestBundle.impact(LEDGER, ImpactQuery.ALL));
  }

  @Test
  void pairings_are_told_by_their_48_bytes() {
    PairingLeaf leaf = TestLedger.leaf(7, 3, 9);

    assertThat(leaf.bytes()).hasSize(PairingLeaf.BYTES);
    assertThat(PairingLeaf.ofBytes(leaf.bytes())).isEqualTo(leaf);
    assertThatThrownBy(() -> PairingLeaf.ofBytes(new byte[47]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PairingLeaf.ofBytes(new byte[48]))
        .hasMessageContaining("rows count from 1");
  }

  @Test
  void pairings_are_ordered_as_their_bytes() {
    long seed = 7;
    var random = new SplittableRandom(seed);
    var leaves = new PairingLeaf[200];
    for (int i = 0; i < leaves.length; i++) {
      byte[] bytes = new byte[PairingLeaf.BYTES];
      random.nextBytes(bytes);
      bytes[0] = 0;
      bytes[40] &= 0x7f;
      leaves[i] = PairingLeaf.ofBytes(bytes);
    }
    PairingLeaf[] byBytes = leaves.clone();
    Arrays.sort(byBytes, (one, other) -> Arrays.compareUnsigned(one.bytes(), other.bytes()));

    Arrays.sort(leaves);

    assertThat(leaves).as("seed %d", seed).containsExactly(byBytes);
  }

  @Test
  void the_table_of_uuids_answers_as_a_plain_set() {
    long seed = 11;
    var random = new SplittableRandom(seed);
    var table = new UuidTable();
    var plain = new HashSet<UUID>();
    for (int i = 0; i < 20_000; i++) {
      var key = new UUID(random.nextLong(50) - 25, random.nextLong(100) - 50);

      assertThat(table.add(key)).as("seed %d", seed).isEqualTo(plain.add(key));
    }

    assertThat(table.size()).isEqualTo(plain.size());
    assertThat(table.sortedKeys()).containsExactlyInAnyOrderElementsOf(plain);
    assertThat(table.sortedKeys()).isSortedAccordingTo(PairingLeaf::compareUnsigned);
  }
}
