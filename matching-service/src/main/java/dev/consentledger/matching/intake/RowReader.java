package dev.consentledger.matching.intake;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads rows one by one, in order; null at the end. */
interface RowReader {
  @Nullable RawRow next() throws IOException;

  /**
   * Takes the next row where it is plainly a SHA-256 in hex and nothing else; false where {@link
   * #next} has to look at it.
   */
  default boolean nextHashed(HashedRows into) {
    return false;
  }
}
