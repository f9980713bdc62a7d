package dev.consentledger.kernel.json;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain values as JSON without white space, fields in the order of their object, and only
 * what RFC 8259 section 7 requires escaped. Fractions are refused: nothing of ours has any, and
 * their text is not the same everywhere.
 */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(512);

  private JsonWriter() {}

  public static String text(JsonObject object) {
    var writer = new JsonWriter();
    writer.object(object);
    return writer.out.toString();
  }

  public static byte[] bytes(JsonObject object) {
    return text(object).getBytes(StandardCharsets.UTF_8);
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String text -> string(text);
      case Long number -> out.append(number.longValue());
      case Integer number -> out.append(number.intValue());
      case Boolean flag -> out.append(flag.booleanValue());
      case JsonObject object -> object(object);
      case Collection<?> list -> array(list);
      default ->
          throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName());
    }
  }

  private void object(JsonObject object) {
    out.append('{');
    String separator = "";
    for (var field : object.fields().entrySet()) {
      out.append(separator);
      string(field.getKey());
      out.append(':');
      value(field.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private void array(Collection<?> list) {
    out.append('[');
    for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
      value(elements.next());
      if (elements.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    int written = 0;
    boolean hasSurrogates = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < 0x20) {
        out.append(text, written, i);
        escape(c);
        written = i + 1;
      }
      hasSurrogates |= Character.isSurrogate(c);
    }
    if (hasSurrogates && !Surrogates.arePaired(text)) {
      throw new JsonException("a lone surrogate is no character");
    }
    // Most strings have nothing to escape, and go out in one piece.
    out.append(text, written, text.length());
    out.append('"');
  }

  private void escape(char c) {
    if (c < 0x20) {
      out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
    } else {
      out.append('\\').append(c);
    }
  }
}
