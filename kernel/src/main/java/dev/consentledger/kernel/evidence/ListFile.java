package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.identifier.MatchKey;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A list as the matching-service stores it: its blocks, each behind its length in four bytes,
 * big-endian. A block is a byte 0x01, then for each accepted row the distance to the row before it
 * (unsigned LEB128), one byte with the number of its match keys, and the keys, sorted and distinct.
 */
public final class ListFile {
  /** Larger blocks are never written; a bound on what a damaged length can make us read. */
  public static final int BLOCK_BYTES_MAX = 1 << 26;

  private static final byte FORMAT = 1;
  private static final int KEYS_MAX = 255;
  private static final int VARINT_BITS_MAX = 63;

  private final String where;
  private final RowVisitor visitor;
  private final MessageDigest digest = sha256();
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
  private long rows;
  private long lastRow;

  private ListFile(String where, RowVisitor visitor) {
    this.where = where;
    this.visitor = visitor;
  }

  /** Takes one accepted row with its keys in order; the array is used again for the next row. */
  @FunctionalInterface
  public interface RowVisitor {
    void row(long row, MatchKey[] keys, int count) throws IOException;
  }

  /** Accepted rows, and the list digest (SHA-256, hex) that {@code ListMatched} records. */
  public record Content(long rows, String digest) {}

  /**
   * Reads to the end. Throws {@link EvidenceException} where it is damaged.
   *
   * @param where what to name when it is damaged
   */
  public static Content read(InputStream in, String where, RowVisitor visitor) throws IOException {
    var file = new ListFile(where, visitor);
    var data = new DataInputStream(in);
    byte[] length = in.readNBytes(Integer.BYTES);
    while (length.length > 0) {
      file.block(data, length);
      length = in.readNBytes(Integer.BYTES);
    }
    return new Content(file.rows, HexFormat.of().formatHex(file.digest.digest()));
  }

  private void block(DataInputStream in, byte[] lengthBytes) throws IOException {
    int length = lengthBytes.length < Integer.BYTES ? -1 : ByteBuffer.wrap(lengthBytes).getInt();
    if (length < 1 || length > BLOCK_BYTES_MAX) {
      throw damaged("a block's length is unacceptable");
    }
    byte[] block = new byte[length];
    try {
      in.readFully(block);
    } catch (EOFException _) {
      throw damaged("a block ends too early");
    }
    try {
      rows(ByteBuffer.wrap(block));
    } catch (BufferUnderflowException _) {
      throw damaged("a block ends within a row");
    }
  }

  private void rows(ByteBuffer block) throws IOException {
    if (block.get() != FORMAT) {
      throw damaged("a block is of an unknown format");
    }
    var keys = new MatchKey[KEYS_MAX];
    long row = 0;
    while (block.hasRemaining()) {
      row += varint(block);
      if (row <= lastRow) {
        throw damaged("the rows do not rise");
      }
      lastRow = row;
      int count = keys(block, keys);
      hash(row);
      for (int i = 0; i < count; i++) {
        hash(keys[i].high());
        hash(keys[i].low());
      }
      rows++;
      visitor.row(row, keys, count);
    }
  }

  private int keys(ByteBuffer block, MatchKey[] keys) {
    int count = block.get() & 0xff;
    for (int i = 0; i < count; i++) {
      keys[i] = new MatchKey(block.getLong(), block.getLong());
      if (i > 0 && keys[i].compareTo(keys[i - 1]) <= 0) {
        throw damaged("a row's match keys do not rise");
      }
    }
    if (count == 0) {
      throw damaged("a row has no match key");
    }
    return count;
  }

  private void hash(long value) {
    digest.update(word.putLong(0, value).array());
  }

  private long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
      byte part = in.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw damaged("a row's number is too long");
  }

  private EvidenceException damaged(String why) {
    return new EvidenceException(where, why);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
