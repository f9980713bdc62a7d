package dev.consentledger.kernel.event;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What stands beside the data in every entry.
 *
 * @param cell the cell that wrote the event, such as {@code cell-1}: 1 to 64 letters, digits, dots,
 *     hyphens or underscores
 * @param revision order within the stream, the first is 0
 */
public record EntryHeader(EventId id, String cell, StreamName stream, Instant time, long revision) {
  private static final Pattern CELL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public EntryHeader {
    if (!CELL.matcher(cell).matches()) {
      throw new IllegalArgumentException("not the name of a cell");
    }
    if (revision < 0) {
      throw new IllegalArgumentException("a revision is not negative");
    }
  }
}
