package dev.consentledger.kernel.permission;

import java.util.List;

/** Lists of versions. */
final class Versions {
  private Versions() {}

  static void requireRising(List<Integer> versions) {
    int before = 0;
    for (int version : versions) {
      if (version <= before) {
        throw new IllegalArgumentException("versions are above 0 and rise");
      }
      before = version;
    }
  }
}
