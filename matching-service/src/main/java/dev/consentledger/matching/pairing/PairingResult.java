package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;
import java.util.HexFormat;
import org.roaringbitmap.RoaringBitmap;

/** A run's outcome. {@code grants} holds the ordinals of every paired grant. */
record PairingResult(
    Position position, byte[] listDigest, byte[] resultRoot, long pairings, RoaringBitmap grants) {
  String listDigestHex() {
    return HexFormat.of().formatHex(listDigest);
  }

  String resultRootHex() {
    return HexFormat.of().formatHex(resultRoot);
  }
}
