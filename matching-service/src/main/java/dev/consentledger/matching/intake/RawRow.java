package dev.consentledger.matching.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row before keying, for as long as its block takes. {@code broken} says why the row as a whole
 * could not be read; it has no cells then.
 */
record RawRow(long number, List<Cell> cells, @Nullable String region, @Nullable Rejection broken) {
  static RawRow broken(long number, Rejection reason) {
    return new RawRow(number, List.of(), null, reason);
  }

  @Override
  public String toString() {
    return "RawRow(" + number + ", not printed)";
  }
}
