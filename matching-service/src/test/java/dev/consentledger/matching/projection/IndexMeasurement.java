package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Prints the index's bytes a match key and nanoseconds a probe; asserts nothing. 1.5 keys a grant,
 * 1.3 grants an account, ids of 11 bytes, 60% of probes find their key.
 */
final class IndexMeasurement {
  private IndexMeasurement() {}

  public static void main(String[] arguments) {
    int keys = arguments.length == 0 ? 2_000_000 : Integer.parseInt(arguments[0]);
    SplittableRandom random = new SplittableRandom(1);
    PermissionIndex index = new PermissionIndex();
    MatchKey[] known = new MatchKey[keys];
    long start = cpuNanos();
    int grant = 0;
    int account = -1;
    for (int i = 0; i < keys; grant++) {
      if (grant % 13 < 10) {
        account++;
        index.addAccount(
            account,
            new SubjectId(new UUID(random.nextLong(), random.nextLong())),
            new AccountId("acc%08d".formatted(account)));
      }
      known[i++] = new MatchKey(random.nextLong(), random.nextLong());
      if (grant % 2 == 0 && i < keys) {
        known[i++] = new MatchKey(random.nextLong(), random.nextLong());
        index.addGrant(
            grant,
            account,
            grant + 1L,
            MatchKeys.of(1, List.of(known[i - 1], known[i - 2])),
            Notices.NONE);
      } else {
        index.addGrant(
            grant, account, grant + 1L, MatchKeys.of(1, List.of(known[i - 1])), Notices.NONE);
      }
    }
    index.publish(new Position(grant + 1L), grant, MatchSecretVersions.only(1));
    System.out.printf(
        "%,d keys, %,d grants, %,d accounts: added in %,d ms of processor time%n",
        index.activeKeys(),
        index.activeGrants(),
        index.accounts(),
        (cpuNanos() - start) / 1_000_000);
    System.out.printf(
        "bytes a key: %.1f = keys %.1f + grants %.1f + accounts %.1f%n",
        (double) index.bytes() / keys,
        (double) index.keyBytes() / keys,
        (double) index.grantBytes() / keys,
        (double) index.accountBytes() / keys);
    probe(index, known, random);
    endAll(index, grant + 2L);
  }

  /** Every grant here names no notice, so each ends with the first one that is invalid. */
  private static void endAll(PermissionIndex index, long position) {
    int active = index.activeGrants();
    index.addNotice(1, new NoticeVersion("ads", "1"));
    long start = cpuNanos();
    index.invalidateNotice(1, position);
    System.out.printf(
        "ended with a notice: %,d grants in %,d ms of processor time%n",
        active - index.activeGrants(), (cpuNanos() - start) / 1_000_000);
  }

  /** Others may use the machine as well; this thread's own time says more than the clock. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void probe(PermissionIndex index, MatchKey[] known, SplittableRandom random) {
    int probes = 1_000_000;
    long[] asked = new long[2 * probes];
    for (int i = 0; i < probes; i++) {
      MatchKey key =
          random.nextInt(10) < 6
              ? known[random.nextInt(known.length)]
              : new MatchKey(random.nextLong(), random.nextLong());
      asked[2 * i] = key.high();
      asked[2 * i + 1] = key.low();
    }
    long[] found = {0};
    try (var frozen = index.freeze(1)) {
      for (int round = 0; round < 6; round++) {
        found[0] = 0;
        long start = cpuNanos();
        for (int i = 0; i < probes; i++) {
          frozen.probe(asked[2 * i], asked[2 * i + 1], (_, _, _, _) -> found[0]++);
        }
        System.out.printf(
            "probe: %d ns of processor time, %,d found%n", (cpuNanos() - start) / probes, found[0]);
      }
    }
  }
}
