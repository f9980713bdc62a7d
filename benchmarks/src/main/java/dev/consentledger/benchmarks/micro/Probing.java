package dev.consentledger.benchmarks.micro;

import dev.consentledger.benchmarks.pairing.ListFile;
import dev.consentledger.benchmarks.pairing.Population;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.matching.projection.BenchedIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Probing the index of a million contact points, 60 % known. */
@State(Scope.Benchmark)
public class Probing {
  private static final int CONTACT_POINTS = 1_000_000;
  private static final int ENTRIES = 200_000;
  private static final int DIGEST_BYTES = 32;

  private final BenchedIndex index = new BenchedIndex();
  private final long[] asked = new long[2 * ENTRIES];

  @Setup
  public void fill() throws IOException {
    var population = new Population(CONTACT_POINTS);
    var keyer = new MatchSecret(1, new byte[MatchSecret.BYTES_MIN]).newKeyer();
    var digests = new Population.Digests();
    byte[] digest = new byte[DIGEST_BYTES];
    for (int point = 0; point < CONTACT_POINTS; point++) {
      List<MatchKey> keys = new ArrayList<>(2);
      for (int form = 0; form < Population.formsOf(point); form++) {
        digests.of(point, form, digest);
        keys.add(keyer.keyOf(digest));
      }
      int account = population.accountOf(point);
      index.add(point, account, Population.account(account), keys);
    }
    index.publish();
    ListFile.forEach(
        population,
        ENTRIES,
        (entry, entryDigest) -> {
          MatchKey key = keyer.keyOf(entryDigest);
          asked[2 * entry] = key.high();
          asked[2 * entry + 1] = key.low();
        });
  }

  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public int probe() {
    return index.probeAll(asked);
  }
}
