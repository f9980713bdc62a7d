package dev.consentledger.kernel.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259), strictly: UTF-8 must be well formed and free of a byte order
 * mark, surrogates paired (RFC 7493 section 2.1), a field may stand once, nothing may follow, whole
 * numbers fit 64 bits, and nesting ends at {@value #DEPTH_MAX}.
 *
 * <p>It works on the bytes themselves, as a replay reads millions of entries: with known names, a
 * plain array of fields and eight bytes at a time, an entry takes 0.5 µs, where a decoded text, new
 * names and a LinkedHashMap took 0.8.
 */
public final class JsonReader {
  /** Entries are nested three deep; more is an attack or a mistake. */
  public static final int DEPTH_MAX = 32;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 1 in each of eight bytes. */
  private static final long ONES = 0x0101010101010101L;

  private static final long HIGHEST_BITS = 0x8080808080808080L;

  private final byte[] text;
  private final int end;
  private int at;

  private JsonReader(byte[] text, int from, int to) {
    this.text = text;
    this.at = from;
    this.end = to;
  }

  public static JsonObject object(byte[] utf8) {
    return object(utf8, 0, utf8.length);
  }

  /** Reads the object that is all of a part of an array. */
  public static JsonObject object(byte[] utf8, int from, int to) {
    Objects.checkFromToIndex(from, to, utf8.length);
    var reader = new JsonReader(utf8, from, to);
    reader.space();
    JsonObject object = reader.objectAt(0);
    reader.space();
    if (reader.at != to) {
      throw reader.unexpected();
    }
    return object;
  }

  public static JsonObject object(String text) {
    return object(wellFormed(text).getBytes(StandardCharsets.UTF_8));
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
    var fields = new FieldMap();
    space();
    if (peek() == '}') {
      at++;
      return new JsonObject(fields);
    }
    while (true) {
      space();
      String name = name();
      space();
      expect(':');
      space();
      if (!fields.add(name, value(depth + 1))) {
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

  private String name() {
    int quote = at;
    expect('"');
    skipPlain();
    if (at < end && text[at] == '"') {
      String known = KnownNames.find(text, quote + 1, at);
      if (known != null) {
        at++;
        return known;
      }
    }
    at = quote;
    return string();
  }

  /** Most strings are plain ASCII: those are copied as they stand, a byte a character. */
  private String string() {
    expect('"');
    int from = at;
    skipPlain();
    if (peek() == '"') {
      return new String(text, from, at++ - from, StandardCharsets.ISO_8859_1);
    }
    at = from;
    return stringWithMore();
  }

  /** Goes to the next byte that is no printable ASCII character, or is a quote or a backslash. */
  private void skipPlain() {
    // Eight bytes at a time: most of an entry is text, which would be looked at byte by byte.
    while (at + Long.BYTES <= end) {
      long found = notPlain((long) EIGHT_BYTES.get(text, at));
      if (found != 0) {
        at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
        return;
      }
      at += Long.BYTES;
    }
    while (at < end && text[at] >= ' ' && text[at] != '"' && text[at] != '\\') {
      at++;
    }
  }

  /**
   * The highest bit of the first byte that is not plain, and nothing below it; 0 where all are. A
   * byte is zero exactly where subtracting 1 from it sets a highest bit that it had not.
   */
  private static long notPlain(long bytes) {
    long quote = bytes ^ (ONES * '"');
    long backslash = bytes ^ (ONES * '\\');
    long isQuote = (quote - ONES) & ~quote;
    long isBackslash = (backslash - ONES) & ~backslash;
    long isControlOrNotAscii = (bytes - ONES * ' ') | bytes;
    return (isQuote | isBackslash | isControlOrNotAscii) & HIGHEST_BITS;
  }

  private String stringWithMore() {
    var out = new StringBuilder();
    while (true) {
      int from = at;
      while (at < end && text[at] != '"' && text[at] != '\\' && (text[at] & 0xff) >= ' ') {
        at++;
      }
      out.append(decoded(from, at));
      byte b = next();
      if (b == '"') {
        return wellFormed(out.toString());
      }
      if (b != '\\') {
        at--;
        throw unexpected();
      }
      out.append(escape());
    }
  }

  private CharBuffer decoded(int from, int to) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from));
    } catch (CharacterCodingException e) {
      throw new JsonException("not well-formed UTF-8");
    }
  }

  private static String wellFormed(String text) {
    if (!Surrogates.arePaired(text)) {
      throw new JsonException("a lone surrogate is no character");
    }
    return text;
  }

  private char escape() {
    byte b = next();
    return switch (b) {
      case '"', '\\', '/' -> (char) b;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          byte digit = next();
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
    skip('-');
    if (!skip('0')) {
      digits();
    }
    boolean isWhole = true;
    if (skip('.')) {
      isWhole = false;
      digits();
    }
    if (skip('e') || skip('E')) {
      isWhole = false;
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    String number = new String(text, from, at - from, StandardCharsets.ISO_8859_1);
    try {
      if (isWhole) {
        return Long.valueOf(number);
      }
    } catch (NumberFormatException _) {
      throw new JsonException("a number is out of range");
    }
    Double fraction = Double.valueOf(number);
    if (fraction.isInfinite()) {
      throw new JsonException("a number is out of range");
    }
    return fraction;
  }

  /** One digit or more. */
  private void digits() {
    int from = at;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw unexpected();
    }
  }

  private boolean skip(char c) {
    if (at < end && text[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
    return value;
  }

  private void space() {
    while (at < end && text[at] <= ' ' && isSpace(text[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private byte peek() {
    if (at >= end) {
      throw new JsonException("the text ends too early");
    }
    return text[at];
  }

  private byte next() {
    byte b = peek();
    at++;
    return b;
  }

  private void expect(char wanted) {
    if (next() != wanted) {
      at--;
      throw unexpected();
    }
  }

  private JsonException unexpected() {
    return new JsonException("unexpected text at byte " + at);
  }
}
