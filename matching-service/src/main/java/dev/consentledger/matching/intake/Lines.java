package dev.consentledger.matching.intake;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Splits text into lines at LF, CR LF or CR, in constant memory: of a line over the limit only the
 * fact is kept.
 */
final class Lines {
  /** An identifier has at most 254 characters; the rest is for columns that are ignored. */
  static final int LINE_CHARS_MAX = 16_384;

  private final Reader in;
  private final char[] buffer = new char[65_536];
  private int at;
  private int end;
  private boolean skipLineFeed;

  Lines(Reader in) {
    this.in = in;
  }

  /** One line without its end; {@code text} is empty where it is too long. */
  record Line(String text, boolean tooLong) {}

  /** The next line, or null at the end. A last line without an end counts, an empty one doesn't. */
  @Nullable Line next() throws IOException {
    var carried = new StringBuilder(0);
    boolean tooLong = false;
    boolean any = false;
    while (at < end || fill()) {
      if (skipLineFeed) {
        skipLineFeed = false;
        if (buffer[at] == '\n') {
          at++;
          continue;
        }
      }
      any = true;
      int from = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      tooLong |= carried.length() + at - from > LINE_CHARS_MAX;
      boolean ended = at < end;
      if (ended) {
        skipLineFeed = buffer[at] == '\r';
        at++;
        return line(carried, from, at - 1, tooLong);
      }
      if (!tooLong) {
        carried.append(buffer, from, at - from);
      }
    }
    return any ? line(carried, 0, 0, tooLong) : null;
  }

  /**
   * Takes the next line as a row where it is a SHA-256 in hex and wholly in the buffer; otherwise
   * nothing is taken, and {@link #next} reads it.
   */
  boolean takeHashed(long row, HashedRows into) {
    int from = skipLineFeed && at < end && buffer[at] == '\n' ? at + 1 : at;
    int to = from + 2 * HashedRows.DIGEST_BYTES;
    if (to >= end || (buffer[to] != '\n' && buffer[to] != '\r')) {
      return false;
    }
    if (!into.add(row, buffer, from, to - from)) {
      return false;
    }
    skipLineFeed = buffer[to] == '\r';
    at = to + 1;
    return true;
  }

  private Line line(StringBuilder carried, int from, int to, boolean tooLong) {
    if (tooLong) {
      return new Line("", true);
    }
    return carried.isEmpty()
        ? new Line(new String(buffer, from, to - from), false)
        : new Line(carried.append(buffer, from, to - from).toString(), false);
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }
}
