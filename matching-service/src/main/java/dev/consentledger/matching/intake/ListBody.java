package dev.consentledger.matching.intake;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens a body as text: undoes one layer of gzip, counts the bytes after it, and decodes UTF-8 (or
 * UTF-16 where a byte order mark says so, as Excel's "Unicode text"). Malformed bytes become U+FFFD
 * and make their cell malformed, not the list.
 */
final class ListBody {
  private static final int BUFFER_BYTES = 65_536;

  private ListBody() {}

  static Reader open(InputStream body, boolean declaredGzip, long inflatedBytesMax)
      throws IOException {
    var raw = new PushbackInputStream(new Source(body), 2);
    byte[] start = raw.readNBytes(2);
    raw.unread(start);
    boolean gzip = start.length == 2 && start[0] == 0x1f && (start[1] & 0xff) == 0x8b;
    if (declaredGzip && !gzip) {
      throw new UnreadableList("the body is said to be gzip and is not");
    }
    return decoded(new Inflated(gzip ? gunzip(raw) : raw, inflatedBytesMax));
  }

  private static InputStream gunzip(InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(raw, BUFFER_BYTES);
    } catch (ZipException | EOFException _) {
      throw new UnreadableList("the gzip is broken");
    }
  }

  private static Reader decoded(InputStream in) throws IOException {
    var bytes = new PushbackInputStream(in, 3);
    byte[] mark = bytes.readNBytes(3);
    int markLength = 0;
    Charset charset = StandardCharsets.UTF_8;
    if (startsWith(mark, 0xef, 0xbb, 0xbf)) {
      markLength = 3;
    } else if (startsWith(mark, 0xff, 0xfe)) {
      markLength = 2;
      charset = StandardCharsets.UTF_16LE;
    } else if (startsWith(mark, 0xfe, 0xff)) {
      markLength = 2;
      charset = StandardCharsets.UTF_16BE;
    }
    bytes.unread(mark, markLength, mark.length - markLength);
    return new InputStreamReader(
        bytes,
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE));
  }

  private static boolean startsWith(byte[] bytes, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Tells a connection's failure from a broken gzip. */
  private static final class Source extends FilterInputStream {
    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        throw new UploadInterrupted(e);
      }
    }
  }

  /** Counts what comes out of gzip, and ends a bomb. */
  private static final class Inflated extends FilterInputStream {
    private long bytesLeft;

    Inflated(InputStream in, long bytesMax) {
      super(in);
      this.bytesLeft = bytesMax;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int count = in.read(bytes, offset, length);
        bytesLeft -= Math.max(count, 0);
        if (bytesLeft < 0) {
          throw new ListTooLarge("the list has too many bytes");
        }
        return count;
      } catch (ZipException | EOFException _) {
        throw new UnreadableList("the gzip is broken");
      }
    }
  }
}
