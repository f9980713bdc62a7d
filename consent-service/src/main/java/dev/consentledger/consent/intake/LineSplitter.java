package dev.consentledger.consent.intake;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into numbered lines, keeping no more than one line. Blank lines are
 * counted and left out. Not safe for use by several threads.
 */
final class LineSplitter {
  private final int bytesMax;
  private final ByteArrayOutputStream open = new ByteArrayOutputStream(1_024);
  private boolean isTooLong;
  private long number = 1;

  LineSplitter(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** A line without its end. {@code bytes} is empty where it was too long. */
  record Line(long number, Buffer bytes, boolean isTooLong) {}

  List<Line> feed(Buffer chunk) {
    var lines = new ArrayList<Line>();
    byte[] bytes = chunk.getBytes();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, from, i);
        close(lines);
        from = i + 1;
      }
    }
    keep(bytes, from, bytes.length);
    return lines;
  }

  /** The last line, where no line end follows it. */
  List<Line> end() {
    var lines = new ArrayList<Line>();
    close(lines);
    return lines;
  }

  private void keep(byte[] bytes, int from, int to) {
    if (open.size() + (to - from) > bytesMax) {
      isTooLong = true;
      open.reset();
    }
    if (!isTooLong) {
      open.write(bytes, from, to - from);
    }
  }

  private void close(List<Line> lines) {
    byte[] line = open.toByteArray();
    if (isTooLong || !isBlank(line)) {
      lines.add(new Line(number, Buffer.buffer(line), isTooLong));
    }
    open.reset();
    isTooLong = false;
    number++;
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
