package dev.consentledger.matching.intake;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads rows one by one, in order; null at the end. */
interface RowReader {
  @Nullable RawRow next() throws IOException;
}
