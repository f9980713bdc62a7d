package dev.consentledger.matching.intake;

import dev.consentledger.kernel.identifier.MatchSecret;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an upload in parts of some thousand rows. Blocks its thread while the body is behind. */
final class RawBlocks {
  private final ListUpload upload;
  private final IntakeLimits limits;
  private @Nullable RowReader rows;
  private int number;
  private long received;

  RawBlocks(ListUpload upload, IntakeLimits limits) {
    this.upload = upload;
    this.limits = limits;
  }

  /**
   * A part's rows; the last part may be empty. Both kinds rise by themselves, and are one order
   * together.
   */
  record RawBlock(int number, HashedRows hashed, List<RawRow> others, boolean last) {
    /** Keys each row; the rows themselves are garbage after this. */
    Block keyed(MatchSecret secret) {
      var keyer = new RowKeyer(secret);
      var writer = new BlockCodec.Writer(hashed.size());
      Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
      List<RejectedRow> first = new ArrayList<>();
      long accepted = hashed.size();
      int written = 0;
      for (RawRow row : others) {
        written = keyHashed(keyer, writer, written, row.number());
        RowKeyer.Keyed keyed = keyer.keyed(row);
        Rejection rejection = keyed.rejection();
        if (rejection == null) {
          writer.add(row.number(), keyed.keys());
          accepted++;
        } else {
          rejected.merge(rejection, 1L, Long::sum);
          if (first.size() < RowCounts.FIRST_REJECTED_MAX) {
            first.add(new RejectedRow(row.number(), rejection));
          }
        }
      }
      keyHashed(keyer, writer, written, Long.MAX_VALUE);
      return new Block(
          number,
          Buffer.buffer(writer.bytes()),
          new RowCounts(hashed.size() + others.size(), accepted, rejected, first));
    }

    /** Those before that row; answers how many are written by then. */
    private int keyHashed(RowKeyer keyer, BlockCodec.Writer writer, int written, long before) {
      int i = written;
      for (; i < hashed.size() && hashed.row(i) < before; i++) {
        writer.add(hashed.row(i), keyer.keyed(hashed, i));
      }
      return i;
    }
  }

  RawBlock next() throws IOException {
    RowReader reader = rows;
    if (reader == null) {
      reader = open();
      rows = reader;
    }
    var hashed = new HashedRows();
    List<RawRow> others = new ArrayList<>();
    while (hashed.size() + others.size() < limits.blockRows()) {
      if (!reader.nextHashed(hashed)) {
        RawRow row = reader.next();
        if (row == null) {
          return new RawBlock(number++, hashed, others, true);
        }
        others.add(row);
      }
      if (++received > limits.rowsMax()) {
        throw new ListTooLarge("the list has more than " + limits.rowsMax() + " rows");
      }
    }
    return new RawBlock(number++, hashed, others, false);
  }

  private RowReader open() throws IOException {
    Reader text = ListBody.open(upload.body(), upload.declaredGzip(), limits.inflatedBytesMax());
    return switch (upload.format()) {
      case CSV -> new CsvRows(text, upload.region());
      case NDJSON -> new NdjsonRows(text, upload.region());
      case DETECTED -> detected(new BufferedReader(text));
    };
  }

  /** NDJSON begins with a brace, and no header or identifier does. */
  private RowReader detected(BufferedReader text) throws IOException {
    int c;
    do {
      text.mark(1);
      c = text.read();
    } while (c >= 0 && Character.isWhitespace(c));
    if (c >= 0) {
      text.reset();
    }
    return c == '{' ? new NdjsonRows(text, upload.region()) : new CsvRows(text, upload.region());
  }
}
