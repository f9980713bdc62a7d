package dev.consentledger.matching.intake;

import dev.consentledger.kernel.identifier.MatchKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A block's bytes, as the package describes them. */
public final class BlockCodec {
  private static final byte FORMAT = 1;
  private static final int VARINT_BYTES_MAX = 9;
  private static final int KEYS_MAX = 255;

  private BlockCodec() {}

  /** Takes one accepted row with its keys, sorted and distinct. */
  @FunctionalInterface
  public interface RowVisitor {
    /** The keys' halves are in turn: high, low, high, low. Only the first {@code keys} count. */
    void row(long row, long[] halves, int keys);
  }

  /** Throws {@link IllegalStateException} where the bytes are no block: they were damaged. */
  public static void read(byte[] content, RowVisitor visitor) {
    try {
      ByteBuffer in = ByteBuffer.wrap(content);
      if (in.get() != FORMAT) {
        throw new IllegalStateException("a block of an unknown format");
      }
      long[] halves = new long[2 * KEYS_MAX];
      long row = 0;
      while (in.hasRemaining()) {
        row += varint(in);
        int keys = in.get() & 0xff;
        for (int i = 0; i < 2 * keys; i++) {
          halves[i] = in.getLong();
        }
        visitor.row(row, halves, keys);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("a block ends too early", e);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 7 * VARINT_BYTES_MAX; shift += 7) {
      byte part = in.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a block's row number is too long");
  }

  /** Collects rows in rising order. */
  static final class Writer {
    /** Of a row that follows the one before it, with one key. */
    private static final int ROW_BYTES = 2 + MatchKey.BYTES;

    private static final int ROWS_MIN = 256;

    private ByteBuffer out;
    private long lastRow;

    /** Room for so many rows at first. */
    Writer(int rows) {
      int bytes = 1 + VARINT_BYTES_MAX + ROW_BYTES * Math.max(rows, ROWS_MIN);
      out = ByteBuffer.allocate(bytes).put(FORMAT);
    }

    void add(long row, List<MatchKey> keys) {
      begin(row, keys.size());
      for (MatchKey key : keys) {
        out.putLong(key.high()).putLong(key.low());
      }
    }

    /** A row with one key, as most are. */
    void add(long row, MatchKey key) {
      begin(row, 1);
      out.putLong(key.high()).putLong(key.low());
    }

    private void begin(long row, int keys) {
      if (row <= lastRow || keys == 0 || keys > KEYS_MAX) {
        throw new IllegalArgumentException("rows rise, and have 1 to " + KEYS_MAX + " keys");
      }
      int needed = VARINT_BYTES_MAX + 1 + keys * MatchKey.BYTES;
      if (out.remaining() < needed) {
        out =
            ByteBuffer.allocate(2 * (out.capacity() + needed)).put(out.array(), 0, out.position());
      }
      long distance = row - lastRow;
      while (distance > 0x7f) {
        out.put((byte) (distance | 0x80));
        distance >>>= 7;
      }
      out.put((byte) distance).put((byte) keys);
      lastRow = row;
    }

    byte[] bytes() {
      return Arrays.copyOf(out.array(), out.position());
    }
  }
}
