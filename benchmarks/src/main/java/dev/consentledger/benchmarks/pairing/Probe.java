package dev.consentledger.benchmarks.pairing;

import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.Turns;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.matching.projection.BenchedIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The probe step alone, on one thread of this process, against a bare loop that reads the same
 * parsed keys and makes as many random memory accesses into plain arrays of the same sizes: one a
 * key, and five more a permitted key (grant's ordinal, end, account and position, account's
 * subject). The loop compares nothing, so it finds nothing: it is the floor that memory sets.
 */
final class Probe {
  private static final int DIGEST_BYTES = 32;
  private static final double SLOTS_A_KEY = 1.3;

  private final Population population;
  private final long[] asked;
  private final boolean[] known;
  private final BenchedIndex index = new BenchedIndex();
  private final long[] keys;
  private final int[] ordinals;
  private final long[] ends;
  private final long[] grantedAt;
  private final int[] accounts;
  private final long[] subjects;

  private Probe(Population population, int entries) throws IOException {
    this.population = population;
    byte[] secretBytes = new byte[MatchSecret.BYTES_MIN];
    MatchSecret.Keyer keyer = new MatchSecret(1, secretBytes).newKeyer();
    fillIndex(keyer);
    this.asked = new long[2 * entries];
    this.known = new boolean[entries];
    ListFile.forEach(
        population,
        entries,
        (entry, digest) -> {
          MatchKey key = keyer.keyOf(digest);
          asked[2 * entry] = key.high();
          asked[2 * entry + 1] = key.low();
          known[entry] = ListFile.isKnown(entry);
        });
    int slots = (int) (population.digests() * SLOTS_A_KEY);
    int grants = population.contactPoints();
    var random = new SplittableRandom(7);
    this.keys = random.longs(2L * slots).toArray();
    this.ordinals = random.ints(slots, 0, grants).toArray();
    this.ends = random.longs(grants).toArray();
    this.grantedAt = random.longs(grants).toArray();
    this.accounts = random.ints(grants, 0, population.accounts()).toArray();
    this.subjects = random.longs(2L * population.accounts()).toArray();
  }

  private void fillIndex(MatchSecret.Keyer keyer) {
    var digests = new Population.Digests();
    byte[] digest = new byte[DIGEST_BYTES];
    for (int contactPoint = 0; contactPoint < population.contactPoints(); contactPoint++) {
      List<MatchKey> own = new ArrayList<>(2);
      for (int form = 0; form < Population.formsOf(contactPoint); form++) {
        digests.of(contactPoint, form, digest);
        own.add(keyer.keyOf(digest));
      }
      int account = population.accountOf(contactPoint);
      index.add(contactPoint, account, Population.account(account), own);
    }
    index.publish();
  }

  static void measure(Population population, int entries, int rounds, Outcome outcome)
      throws Exception {
    Probe probe = new Probe(population, entries);
    long[] sink = {0};
    Turns turns =
        new Turns()
            .add("probe", Turns.Run.timed(_ -> sink[0] += probe.ours()))
            .add("bare loop", Turns.Run.timed(_ -> sink[0] += probe.bare()))
            .play(5, Math.max(rounds, 7));
    System.out.println("  (sum " + sink[0] + ")");
    double nanos = 1e9 / entries;
    outcome
        .measured(turns.of("probe").as("probe step, one thread", "ns an entry", nanos))
        .measured(turns.of("bare loop").as("bare loop, one thread", "ns an entry", nanos));
    Samples ratio = turns.ratio("probe over bare loop", "bare loop", "probe");
    outcome
        .measured(ratio)
        .atMost(
            "probe step against a bare loop of as many memory accesses",
            "times",
            3,
            ratio.median(),
            "the table is filled to 79 % in the mean, for the sake of 64 bytes a key: a search looks"
                + " at three slots, and at twelve for a key that nobody permits, where the bare loop"
                + " looks at one and compares nothing");
  }

  private long ours() {
    int found = index.probeAll(asked);
    if (found != ListFile.known(asked.length / 2)) {
      throw new IllegalStateException("the probe found " + found);
    }
    return found;
  }

  private long bare() {
    long sum = 0;
    int slots = ordinals.length;
    for (int entry = 0; entry < known.length; entry++) {
      long key = asked[2 * entry] ^ asked[2 * entry + 1];
      int slot = (int) Math.unsignedMultiplyHigh(key, slots);
      sum += keys[2 * slot];
      if (known[entry]) {
        int ordinal = ordinals[slot];
        sum += ends[ordinal] + grantedAt[ordinal] + subjects[2 * accounts[ordinal]];
      }
    }
    return sum;
  }
}
