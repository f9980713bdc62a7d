package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * One pairing as a leaf of its run's result root: row number (8 bytes, big-endian), match key (16),
 * subject (16), position of the grant (8). Ordered as these bytes, unsigned.
 */
public record PairingLeaf(long row, MatchKey key, SubjectId subject, Position grant)
    implements Comparable<PairingLeaf> {
  public static final int BYTES = 48;

  public PairingLeaf {
    if (row < 1) {
      throw new IllegalArgumentException("rows count from 1");
    }
  }

  public static PairingLeaf ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a pairing has " + BYTES + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new PairingLeaf(
        in.getLong(),
        new MatchKey(in.getLong(), in.getLong()),
        new SubjectId(new UUID(in.getLong(), in.getLong())),
        new Position(in.getLong()));
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(row)
        .putLong(key.high())
        .putLong(key.low())
        .putLong(subject.value().getMostSignificantBits())
        .putLong(subject.value().getLeastSignificantBits())
        .putLong(grant.value())
        .array();
  }

  @Override
  public int compareTo(PairingLeaf other) {
    int byRow = Long.compare(row, other.row);
    if (byRow != 0) {
      return byRow;
    }
    int byKey = key.compareTo(other.key);
    if (byKey != 0) {
      return byKey;
    }
    int bySubject = compareUnsigned(subject.value(), other.subject.value());
    return bySubject != 0 ? bySubject : grant.compareTo(other.grant);
  }

  /** As bytes; {@link UUID#compareTo} is signed. */
  static int compareUnsigned(UUID one, UUID other) {
    int byHigh = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return byHigh != 0
        ? byHigh
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
