package dev.consentledger.matching.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.matching.ConsentFake;
import dev.consentledger.matching.FakePermissions;
import dev.consentledger.matching.intake.TestBlocks;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

/** Pairing against a slow reference over sets; few keys, so that everything collides. */
class PairingPropertyTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void pairing_equals_a_plain_reference(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var permissions = new FakePermissions();
    int universe = 1 + random.nextInt(20);
    List<Integer> grants = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      Set<MatchKey> keys = someKeys(random, universe, 2);
      grants.add(permissions.grant("acc-" + random.nextInt(10), keys.toArray(new MatchKey[0])));
      if (random.nextInt(3) == 0) {
        permissions.withdraw(grants.get(random.nextInt(grants.size())));
      }
    }
    Map<Long, Set<MatchKey>> rows = someRows(random, universe);
    FrozenPermissions frozen = permissions.freeze(ConsentFake.SECRET_VERSION);
    grants.forEach(grant -> {
      if (random.nextInt(4) == 0) {
        permissions.withdraw(grant); // After the freeze: the run must not see it.
      }
    });

    var pairing = new Pairing(frozen);
    for (byte[] block : TestBlocks.of(rows, 1 + random.nextInt(7))) {
      pairing.add(pairing.probed(block));
    }
    PairingResult result = pairing.result();

    assertThat(result).isEqualTo(reference(rows, frozen));
  }

  private static Map<Long, Set<MatchKey>> someRows(SplittableRandom random, int universe) {
    Map<Long, Set<MatchKey>> rows = new TreeMap<>();
    long row = 0;
    for (int i = random.nextInt(60); i > 0; i--) {
      row += 1 + random.nextInt(random.nextInt(5) == 0 ? 100_000 : 3);
      rows.put(row, someKeys(random, universe, 4));
    }
    return rows;
  }

  /** Halves with the highest bit set sort before the others when they are taken as signed. */
  private static Set<MatchKey> someKeys(SplittableRandom random, int universe, int max) {
    Set<MatchKey> keys = new TreeSet<>();
    for (int i = 1 + random.nextInt(max); i > 0; i--) {
      int key = random.nextInt(universe);
      keys.add(new MatchKey(key * 0x9e37_79b9_7f4a_7c15L, key * 0xc2b2_ae3d_27d4_eb4fL));
    }
    return keys;
  }

  private static PairingResult reference(Map<Long, Set<MatchKey>> rows, FrozenPermissions frozen)
      throws Exception {
    Set<String> leaves = new TreeSet<>();
    var grants = new RoaringBitmap();
    var list = new ByteArrayOutputStream();
    rows.forEach((row, keys) -> {
      list.writeBytes(ByteBuffer.allocate(8).putLong(row).array());
      for (MatchKey key : keys) {
        list.writeBytes(key.bytes());
        frozen.probe(
            key.high(),
            key.low(),
            (grant, subjectHigh, subjectLow, grantedAt) -> {
              grants.add(grant);
              leaves.add(
                  HexFormat.of()
                      .formatHex(
                          ByteBuffer.allocate(48)
                              .putLong(row)
                              .put(key.bytes())
                              .putLong(subjectHigh)
                              .putLong(subjectLow)
                              .putLong(grantedAt)
                              .array()));
            });
      }
    });
    List<byte[]> sorted = leaves.stream().map(leaf -> HexFormat.of().parseHex(leaf)).toList();
    return new PairingResult(
        frozen.position(),
        dev.consentledger.kernel.proof.Hash.of(
            MessageDigest.getInstance("SHA-256").digest(list.toByteArray())),
        dev.consentledger.kernel.proof.Hash.of(root(sorted)),
        sorted.size(),
        grants);
  }

  /** RFC 9162 section 2.1.1, word for word. */
  private static byte[] root(List<byte[]> leaves) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    if (leaves.isEmpty()) {
      return sha256.digest();
    }
    if (leaves.size() == 1) {
      sha256.update((byte) 0);
      return sha256.digest(leaves.getFirst());
    }
    int k = BigInteger.valueOf(leaves.size() - 1).bitLength() - 1;
    int split = 1 << k;
    byte[] left = root(leaves.subList(0, split));
    byte[] right = root(leaves.subList(split, leaves.size()));
    byte[] node = Arrays.copyOf(new byte[] {1}, 65);
    System.arraycopy(left, 0, node, 1, 32);
    System.arraycopy(right, 0, node, 33, 32);
    return sha256.digest(node);
  }
}
