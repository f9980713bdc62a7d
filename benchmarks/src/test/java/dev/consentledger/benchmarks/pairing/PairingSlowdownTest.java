package dev.consentledger.benchmarks.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.benchmarks.Slowdown;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.matching.intake.BenchedIntake;
import dev.consentledger.matching.pairing.BenchedPairing;
import dev.consentledger.matching.projection.BenchedIndex;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Comparison 1 in small, without processes: from a list's bytes to its result root. */
@TestInstance(Lifecycle.PER_CLASS)
class PairingSlowdownTest {
  private static final int ENTRIES = 50_000;
  private static final Population POPULATION = new Population(100_000);
  private static final MatchSecret SECRET = new MatchSecret(1, new byte[MatchSecret.BYTES_MIN]);

  private final BenchedIndex index = new BenchedIndex();
  private final Map<MatchKey, Integer> accountsByKey = new HashMap<>();
  private Path list;

  @BeforeAll
  void fill(@TempDir Path folder) throws IOException {
    list = ListFile.write(POPULATION, ENTRIES, folder.resolve("list.csv"));
    MatchSecret.Keyer keyer = SECRET.newKeyer();
    var digests = new Population.Digests();
    byte[] digest = new byte[32];
    for (int point = 0; point < POPULATION.contactPoints(); point++) {
      int account = POPULATION.accountOf(point);
      List<MatchKey> keys = new ArrayList<>();
      for (int form = 0; form < Population.formsOf(point); form++) {
        digests.of(point, form, digest);
        keys.add(keyer.keyOf(digest));
        accountsByKey.put(keys.getLast(), account);
      }
      index.add(point, account, Population.account(account), keys);
    }
    index.publish();
  }

  @Test
  void pairing_a_list_has_not_become_ten_times_slower() throws Exception {
    Slowdown.assertNone("from a list to its result root", 2.5, _ -> ours(), _ -> reference());
  }

  @Test
  void a_probe_has_not_become_ten_times_slower() throws Exception {
    MatchSecret.Keyer keyer = SECRET.newKeyer();
    long[] asked = new long[2 * ENTRIES];
    List<MatchKey> boxed = new ArrayList<>();
    ListFile.forEach(
        POPULATION,
        ENTRIES,
        (entry, digest) -> {
          MatchKey key = keyer.keyOf(digest);
          asked[2 * entry] = key.high();
          asked[2 * entry + 1] = key.low();
          boxed.add(key);
        });

    Slowdown.assertNone(
        "probing the index",
        3.5,
        _ -> {
          for (int i = 0; i < 10; i++) {
            assertThat(index.probeAll(asked)).isEqualTo(ListFile.known(ENTRIES));
          }
        },
        _ -> {
          for (int i = 0; i < 10; i++) {
            assertThat(boxed.stream().filter(accountsByKey::containsKey).count())
                .isEqualTo(ListFile.known(ENTRIES));
          }
        });
  }

  private void ours() throws IOException {
    try (InputStream in = Files.newInputStream(list);
        FrozenPermissions frozen = index.freeze()) {
      List<byte[]> blocks = BenchedIntake.blocks(in, SECRET, 1);
      assertThat(BenchedPairing.pair(blocks, frozen)).isEqualTo(ListFile.known(ENTRIES));
    }
  }

  /** Line by line: hex, HMAC, a hash map, and two SHA-256 a pair, as its leaf and its node cost. */
  private void reference() throws Exception {
    MatchSecret.Keyer keyer = SECRET.newKeyer();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    int pairings = 0;
    try (BufferedReader lines = Files.newBufferedReader(list)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        byte[] digest = HexFormat.of().parseHex(line);
        if (accountsByKey.containsKey(keyer.keyOf(digest))) {
          sha256.digest(sha256.digest(digest));
          pairings++;
        }
      }
    }
    assertThat(pairings).isEqualTo(ListFile.known(ENTRIES));
  }
}
