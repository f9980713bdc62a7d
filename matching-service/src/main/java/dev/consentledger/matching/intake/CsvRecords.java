package dev.consentledger.matching.intake;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts lines into records: a quoted field (RFC 4180 section 2.6) may go over several lines. A quote
 * that nobody closes within the limits spoils its own line and no other.
 */
final class CsvRecords {
  private static final int RECORD_LINES_MAX = 100;

  private final Lines lines;
  private final char delimiter;
  private final Deque<Lines.Line> pending = new ArrayDeque<>();

  CsvRecords(Lines lines, Lines.Line first, char delimiter) {
    this.lines = lines;
    this.delimiter = delimiter;
    pending.add(first);
  }

  /** One record's text, or why it has none. */
  record CsvText(String text, @Nullable Rejection broken) {}

  @Nullable CsvText next() throws IOException {
    Lines.Line first = pending.isEmpty() ? lines.next() : pending.poll();
    if (first == null) {
      return null;
    }
    if (first.tooLong()) {
      return new CsvText("", Rejection.TOO_LONG);
    }
    return first.text().indexOf('"') < 0 || !endsInsideQuotes(first.text(), false)
        ? new CsvText(first.text(), null)
        : overSeveralLines(first);
  }

  /** Takes the next record as a row where it is one line and a SHA-256 in hex. */
  boolean takeHashed(long row, HashedRows into) {
    return pending.isEmpty() && lines.takeHashed(row, into);
  }

  private CsvText overSeveralLines(Lines.Line first) throws IOException {
    List<Lines.Line> further = new ArrayList<>();
    var text = new StringBuilder(first.text());
    while (further.size() < RECORD_LINES_MAX) {
      Lines.Line line = pending.isEmpty() ? lines.next() : pending.poll();
      if (line == null) {
        break;
      }
      further.add(line);
      text.append('\n').append(line.text());
      if (line.tooLong() || text.length() > Lines.LINE_CHARS_MAX) {
        break;
      }
      if (!endsInsideQuotes(line.text(), true)) {
        return new CsvText(text.toString(), null);
      }
    }
    for (int i = further.size() - 1; i >= 0; i--) {
      pending.addFirst(further.get(i));
    }
    return new CsvText("", Rejection.MALFORMED);
  }

  /** Whether a field that was quoted is still open at the line's end. */
  private boolean endsInsideQuotes(String line, boolean startsInside) {
    boolean inside = startsInside;
    boolean fieldStart = !startsInside;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (inside) {
        if (c == '"') {
          if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
            i++;
          } else {
            inside = false;
          }
        }
      } else if (c == '"' && fieldStart) {
        inside = true;
      }
      fieldStart = !inside && c == delimiter;
    }
    return inside;
  }
}
