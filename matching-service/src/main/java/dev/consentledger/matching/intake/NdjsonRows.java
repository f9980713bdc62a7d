package dev.consentledger.matching.intake;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a list with one JSON object a line. Fields are named as CSV columns are; a value is a
 * string or an array of strings. Other fields are dropped here.
 */
final class NdjsonRows implements RowReader {
  /** Names seen so far, so that each is told once; a list with more is told name by name. */
  private static final int NAMES_KEPT_MAX = 256;

  private final Lines lines;
  private final @Nullable String listRegion;
  private final Map<String, ColumnKind> names = new HashMap<>();
  private boolean identifierSeen;
  private long number;

  NdjsonRows(Reader in, @Nullable String listRegion) {
    this.lines = new Lines(in);
    this.listRegion = listRegion;
  }

  @Override
  public @Nullable RawRow next() throws IOException {
    while (true) {
      Lines.Line line = lines.next();
      if (line == null) {
        if (!identifierSeen) {
          throw new UnreadableList("no field holds an identifier");
        }
        return null;
      }
      if (line.tooLong()) {
        return RawRow.broken(++number, Rejection.TOO_LONG);
      }
      if (!line.text().isBlank()) {
        return row(line.text());
      }
    }
  }

  private RawRow row(String line) {
    number++;
    try {
      JsonObject object = JsonReader.object(line);
      String region = listRegion;
      List<Cell> cells = new ArrayList<>(2);
      for (var field : object.fields().entrySet()) {
        ColumnKind kind = kindOf(field.getKey());
        if (kind.isIdentifier()) {
          identifierSeen = true;
          addCells(kind, field.getValue(), cells);
        } else if (kind == ColumnKind.COUNTRY && field.getValue() instanceof String country) {
          region = Region.of(country, listRegion);
        }
      }
      return new RawRow(number, cells, region, null);
    } catch (JsonException _) {
      return RawRow.broken(number, Rejection.MALFORMED);
    }
  }

  private static void addCells(ColumnKind kind, @Nullable Object value, List<Cell> cells) {
    switch (value) {
      case null -> {}
      case String text -> cells.add(new Cell(kind, text));
      case List<?> values -> values.forEach(element -> addCells(kind, scalar(element), cells));
      default -> throw new JsonException("an identifier is a string");
    }
  }

  private static @Nullable Object scalar(@Nullable Object element) {
    if (element instanceof List<?>) {
      throw new JsonException("an identifier is a string");
    }
    return element;
  }

  private ColumnKind kindOf(String name) {
    ColumnKind known = names.get(name);
    if (known != null) {
      return known;
    }
    ColumnKind kind = ColumnKind.ofHeader(name);
    if (names.size() < NAMES_KEPT_MAX) {
      names.put(name, kind);
    }
    return kind;
  }
}
