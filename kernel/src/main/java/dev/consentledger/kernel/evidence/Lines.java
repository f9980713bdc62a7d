package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a file of JSON objects, one a line, each line ended. */
final class Lines implements Closeable {
  /** All lines of ours are shorter. */
  private static final int LINE_BYTES_MAX = 1024;

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final String where;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;
  private long number;

  Lines(InputStream in, String where) {
    this.in = in;
    this.where = where;
  }

  /** The next line; empty at the end. Throws {@link EvidenceException} where it is damaged. */
  Optional<JsonObject> next() throws IOException {
    if (from == to && !fill()) {
      return Optional.empty();
    }
    number++;
    int length = 0;
    while (from + length == to || buffer[from + length] != '\n') {
      if (length == LINE_BYTES_MAX || (from + length == to && !fill())) {
        throw damaged("does not end where it should");
      }
      if (buffer[from + length] != '\n') {
        length++;
      }
    }
    int begin = from;
    from += length + 1;
    try {
      return Optional.of(JsonReader.object(buffer, begin, begin + length));
    } catch (JsonException e) {
      throw damaged("is not readable: " + e.getMessage());
    }
  }

  /** Reads more behind what is here, of which nothing is lost; whether there was more. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    int read = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, read);
    return read > 0;
  }

  EvidenceException damaged(String why) {
    return new EvidenceException(where, "line " + number + " " + why);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
