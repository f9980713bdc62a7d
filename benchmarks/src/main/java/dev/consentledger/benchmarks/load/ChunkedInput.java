package dev.consentledger.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112, 7.1), up to its end. Closing it leaves the connection open. */
final class ChunkedInput extends InputStream {
  private static final int HEX = 16;

  private final InputStream in;
  private int left;
  private boolean ended;

  ChunkedInput(InputStream in) {
    this.in = in;
  }

  static String line(InputStream in) throws IOException {
    var line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      begin();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(into, offset, Math.min(length, left));
    if (read < 0) {
      throw new EOFException("the answer ended early");
    }
    left -= read;
    if (left == 0) {
      line(in);
    }
    return read;
  }

  private void begin() throws IOException {
    left = Integer.parseInt(line(in).strip(), HEX);
    if (left == 0) {
      ended = true;
      line(in);
    }
  }
}
