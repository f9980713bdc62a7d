package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a file of JSON objects, one a line, each line ended. */
final class Lines implements Closeable {
  /** All lines of ours are shorter. */
  private static final int LINE_BYTES_MAX = 1024;

  private final InputStream in;
  private final String where;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
  private long number;

  Lines(InputStream in, String where) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.where = where;
  }

  /** The next line; empty at the end. Throws {@link EvidenceException} where it is damaged. */
  Optional<JsonObject> next() throws IOException {
    line.reset();
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    number++;
    for (; b != '\n'; b = in.read()) {
      if (b < 0 || line.size() == LINE_BYTES_MAX) {
        throw damaged("does not end where it should");
      }
      line.write(b);
    }
    try {
      return Optional.of(JsonReader.object(line.toByteArray()));
    } catch (JsonException e) {
      throw damaged("is not readable: " + e.getMessage());
    }
  }

  EvidenceException damaged(String why) {
    return new EvidenceException(where, "line " + number + " " + why);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
