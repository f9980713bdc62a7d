package dev.consentledger.kernel.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a run's pairings one after the other, checking that they are in order. */
public final class PairingReader {
  private final InputStream in;
  private final String where;
  private @Nullable PairingLeaf last;
  private long count;

  /**
   * @param where what to name when it is damaged
   */
  public PairingReader(InputStream in, String where) {
    this.in = in;
    this.where = where;
  }

  /** The next pairing; empty at the end. Throws {@link EvidenceException} where it is damaged. */
  public Optional<PairingLeaf> next() throws IOException {
    byte[] bytes = in.readNBytes(PairingLeaf.BYTES);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    PairingLeaf leaf = leaf(bytes);
    if (last != null && leaf.compareTo(last) <= 0 && !leaf.equals(last)) {
      throw new EvidenceException(where, "the pairings are out of order");
    }
    if (leaf.equals(last)) {
      throw new EvidenceException(where, "a pairing stands there twice");
    }
    last = leaf;
    count++;
    return Optional.of(leaf);
  }

  /** How many were read. */
  public long count() {
    return count;
  }

  private PairingLeaf leaf(byte[] bytes) {
    try {
      return PairingLeaf.ofBytes(bytes);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(where, "pairing " + count + " is damaged: " + e.getMessage());
    }
  }
}
