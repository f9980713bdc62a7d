package dev.consentledger.kernel.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with typed getters. A missing or wrongly typed field throws {@link JsonException}
 * that names the field.
 *
 * <p>Values are String, Long, Double, Boolean, {@code JsonObject}, {@code List<Object>} or null.
 */
public final class JsonObject {
  private final FieldMap fields;

  /** Takes the fields as its own: nobody adds to them any more. */
  JsonObject(FieldMap fields) {
    this.fields = fields;
  }

  /** Starts an object whose fields are written in the order in which they are put. */
  public static Builder builder() {
    return new Builder();
  }

  public Map<String, @Nullable Object> fields() {
    return fields;
  }

  public boolean has(String field) {
    return fields.get(field) != null;
  }

  public String string(String field) {
    if (fields.get(field) instanceof String text) {
      return text;
    }
    throw new JsonException("field " + field + " must be a string");
  }

  public Optional<String> optionalString(String field) {
    return has(field) ? Optional.of(string(field)) : Optional.empty();
  }

  public long number(String field) {
    if (fields.get(field) instanceof Long number) {
      return number;
    }
    throw new JsonException("field " + field + " must be a whole number");
  }

  public boolean bool(String field) {
    if (fields.get(field) instanceof Boolean bool) {
      return bool;
    }
    throw new JsonException("field " + field + " must be true or false");
  }

  public Instant instant(String field) {
    Instant instant = Instants.parse(string(field));
    if (instant == null) { // the refusal does not repeat the value
      throw new JsonException("field " + field + " must be an instant in UTC");
    }
    return instant;
  }

  public JsonObject object(String field) {
    if (fields.get(field) instanceof JsonObject object) {
      return object;
    }
    throw new JsonException("field " + field + " must be an object");
  }

  public List<String> strings(String field) {
    return elements(field, String.class);
  }

  public List<Long> numbers(String field) {
    return elements(field, Long.class);
  }

  public List<JsonObject> objects(String field) {
    return elements(field, JsonObject.class);
  }

  private <T> List<T> elements(String field, Class<T> type) {
    if (!(fields.get(field) instanceof List<?> list)) {
      throw new JsonException("field " + field + " must be an array");
    }
    var elements = new ArrayList<T>(list.size());
    for (Object element : list) {
      if (!type.isInstance(element)) {
        throw new JsonException("field " + field + " must hold only " + type.getSimpleName());
      }
      elements.add(type.cast(element));
    }
    return List.copyOf(elements);
  }

  /** Equal where both have the same fields, in any order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject object && fields.equals(object.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** Names the fields and never prints a value. */
  @Override
  public String toString() {
    return "JsonObject" + fields.keySet();
  }

  /** Collects fields; a null value leaves its field out. */
  public static final class Builder {
    private final FieldMap fields = new FieldMap();

    private Builder() {}

    public Builder put(String field, @Nullable Object value) {
      if (value != null) {
        fields.set(field, value instanceof Integer number ? Long.valueOf(number) : value);
      }
      return this;
    }

    public JsonObject build() {
      return new JsonObject(fields.copy());
    }
  }
}
