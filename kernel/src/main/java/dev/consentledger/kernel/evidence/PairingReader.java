package dev.consentledger.kernel.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run's pairings one after the other, checking that the whole ones are in order. An erased
 * one has no order of its own: it stands where it stood, and the run's result root holds it there.
 */
public final class PairingReader {
  private final InputStream in;
  private final String where;
  private @Nullable PairingRecord last;
  private @Nullable PairingLeaf lastWhole;
  private long count;

  /**
   * @param where what to name when it is damaged
   */
  public PairingReader(InputStream in, String where) {
    this.in = in;
    this.where = where;
  }

  /** The next pairing; empty at the end. Throws {@link EvidenceException} where it is damaged. */
  public Optional<PairingRecord> next() throws IOException {
    byte[] bytes = in.readNBytes(PairingRecord.BYTES);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    PairingRecord record = record(bytes);
    if (record.equals(last)) {
      throw new EvidenceException(where, "a pairing stands there twice");
    }
    if (record instanceof PairingRecord.Whole(PairingLeaf leaf)) {
      if (lastWhole != null && leaf.compareTo(lastWhole) <= 0) {
        throw new EvidenceException(where, "the pairings are out of order");
      }
      lastWhole = leaf;
    }
    last = record;
    count++;
    return Optional.of(record);
  }

  /** How many were read. */
  public long count() {
    return count;
  }

  private PairingRecord record(byte[] bytes) {
    try {
      return PairingRecord.ofBytes(bytes);
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(where, "pairing " + count + " is damaged: " + e.getMessage());
    }
  }
}
