package dev.consentledger.matching.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV list: delimiter and columns are told by the first record. Columns that hold neither
 * an identifier nor a country are dropped here.
 */
final class CsvRows implements RowReader {
  private final @Nullable String listRegion;
  private final CsvRecords records;
  private final char delimiter;
  private final CsvReader.CsvReaderBuilder quoted;
  private final ColumnKind[] columns;
  private @Nullable List<String> firstRow;
  private long number;

  CsvRows(Reader in, @Nullable String listRegion) throws IOException {
    this.listRegion = listRegion;
    var lines = new Lines(in);
    Lines.Line first = firstWithText(lines);
    this.delimiter = delimiterOf(first.text());
    this.quoted = CsvReader.builder().fieldSeparator(delimiter);
    this.records = new CsvRecords(lines, first, delimiter);
    CsvRecords.CsvText record = records.next();
    List<String> fields = record == null || record.broken() != null ? null : fields(record.text());
    if (fields == null) {
      throw new UnreadableList("the first row cannot be read");
    }
    ColumnKind[] named = fields.stream().map(ColumnKind::ofHeader).toArray(ColumnKind[]::new);
    if (hasIdentifier(named)) {
      this.columns = named;
    } else if (fields.size() == 1 && RowKeyer.isIdentifier(fields.getFirst(), listRegion)) {
      this.columns = new ColumnKind[] {ColumnKind.ANY};
      this.firstRow = fields;
    } else {
      throw new UnreadableList("no column holds an identifier");
    }
  }

  @Override
  public @Nullable RawRow next() throws IOException {
    List<String> first = firstRow;
    if (first != null) {
      firstRow = null;
      return row(first);
    }
    while (true) {
      CsvRecords.CsvText record = records.next();
      if (record == null) {
        return null;
      }
      Rejection broken = record.broken();
      if (broken != null) {
        return RawRow.broken(++number, broken);
      }
      if (!record.text().isBlank()) {
        List<String> fields = fields(record.text());
        return fields == null ? RawRow.broken(++number, Rejection.MALFORMED) : row(fields);
      }
    }
  }

  /** Where there is but one column, a line of hex digits is its cell and needs no parsing. */
  @Override
  public boolean nextHashed(HashedRows into) {
    boolean taken = columns.length == 1 && firstRow == null && records.takeHashed(number + 1, into);
    if (taken) {
      number++;
    }
    return taken;
  }

  private RawRow row(List<String> fields) {
    String region = listRegion;
    List<Cell> cells = new ArrayList<>(2);
    int width = Math.min(columns.length, fields.size());
    for (int i = 0; i < width; i++) {
      if (columns[i].isIdentifier()) {
        cells.add(new Cell(columns[i], fields.get(i)));
      } else if (columns[i] == ColumnKind.COUNTRY) {
        region = Region.of(fields.get(i), listRegion);
      }
    }
    return new RawRow(++number, cells, region, null);
  }

  /** The record's fields; null where its quotes make no sense. */
  private @Nullable List<String> fields(String record) {
    if (record.indexOf('"') >= 0) {
      try {
        CsvRecord parsed = quoted.ofSingleCsvRecord(record);
        return parsed.getFields();
      } catch (CsvParseException _) {
        return null;
      }
    }
    // Without quotes there is nothing to parse, and most lists have none.
    List<String> fields = new ArrayList<>(columns == null ? 8 : columns.length);
    int from = 0;
    for (int to = record.indexOf(delimiter); to >= 0; to = record.indexOf(delimiter, from)) {
      fields.add(record.substring(from, to));
      from = to + 1;
    }
    fields.add(record.substring(from));
    return fields;
  }

  private static Lines.Line firstWithText(Lines lines) throws IOException {
    while (true) {
      Lines.Line line = lines.next();
      if (line == null) {
        throw new UnreadableList("the list is empty");
      }
      if (line.tooLong() || !line.text().isBlank()) {
        return line;
      }
    }
  }

  private static boolean hasIdentifier(ColumnKind[] columns) {
    for (ColumnKind column : columns) {
      if (column.isIdentifier()) {
        return true;
      }
    }
    return false;
  }

  /** The separator that the first line uses most, outside of quotes; a comma where it uses none. */
  private static char delimiterOf(String line) {
    char best = ',';
    long bestCount = 0;
    for (char candidate : new char[] {',', ';', '\t'}) {
      long count = countOutsideQuotes(line, candidate);
      if (count > bestCount) {
        best = candidate;
        bestCount = count;
      }
    }
    return best;
  }

  private static long countOutsideQuotes(String line, char wanted) {
    long count = 0;
    boolean inside = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      inside ^= c == '"';
      count += !inside && c == wanted ? 1 : 0;
    }
    return count;
  }
}
