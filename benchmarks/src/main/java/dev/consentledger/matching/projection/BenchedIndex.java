package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.util.List;
import java.util.UUID;

/** matching-service's own index, which is its package's alone, for benchmarks. */
public final class BenchedIndex {
  private static final int VERSION = 1;

  private final PermissionIndex index = new PermissionIndex();
  private int grants;
  private int accounts;

  /** Adds a contact point's grant; grants and accounts come in rising order. */
  public void add(int grant, int account, String accountId, List<MatchKey> keys) {
    if (account == accounts) {
      index.addAccount(
          account, new SubjectId(new UUID(0x4000L, account)), new AccountId(accountId));
      accounts++;
    }
    index.addGrant(grant, account, grant + 1L, MatchKeys.of(VERSION, keys), Notices.NONE);
    grants = grant + 1;
  }

  public void publish() {
    index.publish(new Position(grants), grants, MatchSecretVersions.only(VERSION));
  }

  public FrozenPermissions freeze() {
    return index.freeze(VERSION);
  }

  public double bytesAKey() {
    return (double) index.bytes() / index.activeKeys();
  }

  /**
   * Probes every key, as pairing does: takes the grant, its subject and its position where there is
   * one.
   *
   * @param halves high, low, high, low
   * @return how many were found
   */
  public int probeAll(long[] halves) {
    int[] found = {0};
    long[] sum = {0};
    try (FrozenPermissions frozen = freeze()) {
      frozen.probeAll(
          halves,
          halves.length / 2,
          (_, _, subjectHigh, subjectLow, grantedAt) -> {
            found[0]++;
            sum[0] += subjectHigh ^ subjectLow ^ grantedAt;
          });
    }
    return sum[0] == 42 ? -1 : found[0]; // so that nothing is computed in vain
  }
}
