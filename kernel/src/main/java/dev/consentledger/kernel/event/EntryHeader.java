package dev.consentledger.kernel.event;

import java.time.Instant;

/**
 * What stands beside the data in every entry.
 *
 * @param cell the cell that wrote the event, such as {@code cell-1}: 1 to 64 letters, digits, dots,
 *     hyphens or underscores
 * @param revision order within the stream, the first is 0
 */
public record EntryHeader(EventId id, String cell, StreamName stream, Instant time, long revision) {
  private static final int CELL_CHARACTERS_MAX = 64;

  public EntryHeader {
    if (!Names.isName(cell, CELL_CHARACTERS_MAX, "._-")) {
      throw new IllegalArgumentException("not the name of a cell");
    }
    if (revision < 0) {
      throw new IllegalArgumentException("a revision is not negative");
    }
  }
}
