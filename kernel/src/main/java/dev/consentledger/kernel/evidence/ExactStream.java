package dev.consentledger.kernel.evidence;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** A stream of exactly so many bytes: a zip bomb ends at its declared length. */
final class ExactStream extends FilterInputStream {
  private final String name;
  private long left;

  ExactStream(InputStream in, String name, long bytes) {
    super(in);
    this.name = name;
    this.left = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (ZipException | EOFException _) {
      throw new EvidenceException(name, "does not unpack");
    }
    if (read < 0 ? left != 0 : read > left) {
      throw new EvidenceException(name, "has another length than the manifest says");
    }
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long n) throws IOException {
    return readNBytes((int) Math.min(n, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
