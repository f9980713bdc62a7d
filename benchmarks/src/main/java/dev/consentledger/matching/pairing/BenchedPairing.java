package dev.consentledger.matching.pairing;

import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import java.util.List;

/** matching-service's own pairing, which is its package's alone, for benchmarks. */
public final class BenchedPairing {
  private BenchedPairing() {}

  /** Pairs the blocks, with digest and result root, and answers how many pairings there are. */
  public static long pair(List<byte[]> blocks, FrozenPermissions permissions) {
    Pairing pairing = new Pairing(permissions);
    for (byte[] block : blocks) {
      pairing.add(pairing.probed(block));
    }
    return pairing.result().pairings();
  }
}
