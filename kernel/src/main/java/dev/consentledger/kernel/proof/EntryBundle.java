package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry bundle of C2SP tlog-tiles: entries one after the other, each behind its length in 16
 * bits, big-endian.
 */
public final class EntryBundle {
  public static final int ENTRY_BYTES_MAX = 0xffff;

  private EntryBundle() {}

  public static byte[] encode(List<byte[]> entries) {
    checkCount(entries.size());
    int length = 0;
    for (byte[] entry : entries) {
      if (entry.length > ENTRY_BYTES_MAX) {
        throw new ProofException("an entry has at most " + ENTRY_BYTES_MAX + " bytes");
      }
      length += Short.BYTES + entry.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    entries.forEach(entry -> buffer.putShort((short) entry.length).put(entry));
    return buffer.array();
  }

  /** Throws {@link ProofException} unless the bytes are exactly {@code width} entries. */
  public static List<byte[]> decode(byte[] bytes, int width) {
    checkCount(width);
    var entries = new ArrayList<byte[]>(width);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      int length =
          buffer.remaining() < Short.BYTES ? Integer.MAX_VALUE : buffer.getShort() & 0xffff;
      if (length > buffer.remaining()) {
        throw new ProofException("the entry bundle ends within an entry");
      }
      byte[] entry = new byte[length];
      buffer.get(entry);
      entries.add(entry);
      if (entries.size() > width) {
        break;
      }
    }
    if (entries.size() != width) {
      throw new ProofException("the entry bundle has not exactly " + width + " entries");
    }
    return entries;
  }

  private static void checkCount(int entries) {
    if (entries < 1 || entries > TileId.WIDTH) {
      throw new ProofException("a bundle holds 1 to " + TileId.WIDTH + " entries");
    }
  }
}
