package dev.consentledger.kernel.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259), strictly: UTF-8 must be well formed and free of a byte order
 * mark, surrogates paired (RFC 7493 section 2.1), a field may stand once, nothing may follow, whole
 * numbers fit 64 bits, and nesting ends at {@value #DEPTH_MAX}.
 */
public final class JsonReader {
  /** Entries are nested three deep; more is an attack or a mistake. */
  public static final int DEPTH_MAX = 32;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  public static JsonObject object(byte[] utf8) {
    try {
      return object(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new JsonException("not well-formed UTF-8");
    }
  }

  public static JsonObject object(String text) {
    var reader = new JsonReader(text);
    reader.space();
    JsonObject object = reader.objectAt(0);
    reader.space();
    if (reader.at != text.length()) {
      throw reader.unexpected();
    }
    return object;
  }

  private @Nullable Object value(int depth) {
    if (depth > DEPTH_MAX) {
      throw new JsonException("nested deeper than " + DEPTH_MAX);
    }
    return switch (peek()) {
      case '{' -> objectAt(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private JsonObject objectAt(int depth) {
    expect('{');
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    space();
    if (peek() == '}') {
      at++;
      return new JsonObject(fields);
    }
    while (true) {
      space();
      String name = string();
      space();
      expect(':');
      space();
      int before = fields.size();
      fields.put(name, value(depth + 1));
      if (fields.size() == before) { // asking first took a tenth of reading an entry
        throw new JsonException("a field stands twice");
      }
      space();
      if (peek() == '}') {
        at++;
        return new JsonObject(fields);
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) {
    expect('[');
    List<@Nullable Object> elements = new ArrayList<>();
    space();
    if (peek() == ']') {
      at++;
      return elements;
    }
    while (true) {
      space();
      elements.add(value(depth + 1));
      space();
      if (peek() == ']') {
        at++;
        return Collections.unmodifiableList(elements);
      }
      expect(',');
    }
  }

  private String string() {
    expect('"');
    int plainFrom = at;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (peek() == '"') {
      return wellFormed(text.substring(plainFrom, at++));
    }
    var out = new StringBuilder(text.substring(plainFrom, at));
    while (true) {
      char c = next();
      if (c == '"') {
        return wellFormed(out.toString());
      }
      if (c < 0x20) {
        throw unexpected();
      }
      out.append(c == '\\' ? escape() : c);
    }
  }

  private static String wellFormed(String text) {
    if (!Surrogates.arePaired(text)) {
      throw new JsonException("a lone surrogate is no character");
    }
    return text;
  }

  private static boolean isPlain(char c) {
    return c != '"' && c != '\\' && c >= 0x20;
  }

  private char escape() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          char digit = next();
          if (!HexFormat.isHexDigit(digit)) {
            throw unexpected();
          }
          code = code << 4 | HexFormat.fromHexDigit(digit);
        }
        yield (char) code;
      }
      default -> throw unexpected();
    };
  }

  private Object number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw unexpected();
    }
    try {
      if (number.matches("-?[0-9]+")) {
        return Long.valueOf(number);
      }
      Double fraction = Double.valueOf(number);
      if (fraction.isInfinite()) {
        throw new JsonException("a number is out of range");
      }
      return fraction;
    } catch (NumberFormatException _) {
      throw new JsonException("a number is out of range");
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw unexpected();
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw new JsonException("the text ends too early");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private void expect(char wanted) {
    if (next() != wanted) {
      at--;
      throw unexpected();
    }
  }

  private JsonException unexpected() {
    return new JsonException("unexpected text at character " + at);
  }
}
