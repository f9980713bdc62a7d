package dev.consentledger.benchmarks.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Sends a body in chunks; closing it ends the body and leaves the connection open. */
final class ChunkedOutput extends OutputStream {
  private final OutputStream out;
  private final byte[] buffer;
  private int count;

  ChunkedOutput(OutputStream out, int chunkBytes) {
    this.out = out;
    this.buffer = new byte[chunkBytes];
  }

  @Override
  public void write(int b) throws IOException {
    if (count == buffer.length) {
      flush();
    }
    buffer[count++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (count == buffer.length) {
        flush();
      }
      int part = Math.min(left, buffer.length - count);
      System.arraycopy(bytes, from, buffer, count, part);
      count += part;
      from += part;
      left -= part;
    }
  }

  @Override
  public void flush() throws IOException {
    if (count > 0) {
      out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(buffer, 0, count);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      count = 0;
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
