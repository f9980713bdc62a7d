package dev.consentledger.kernel.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object's fields in their order. To its readers it is a map that can't be changed. Objects of
 * ours have ten fields or fewer, and comparing so many names costs less than hashing them.
 */
final class FieldMap extends AbstractMap<String, @Nullable Object> {
  /** With more fields, as a manifest has, names are looked up by their hash. */
  static final int COMPARED_MAX = 16;

  private static final int FIELDS_FIRST = 10;
  private static final int NONE = -1;

  private String[] names;
  private @Nullable Object[] values;
  private int size;
  private @Nullable Map<String, Integer> places;

  FieldMap() {
    this.names = new String[FIELDS_FIRST];
    this.values = new Object[FIELDS_FIRST];
  }

  /** Adds a field; whether there was none of this name. */
  boolean add(String name, @Nullable Object value) {
    if (place(name) != NONE) {
      return false;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    names[size] = name;
    values[size] = value;
    if (places != null) {
      places.put(name, size);
    } else if (size == COMPARED_MAX) {
      places = new HashMap<>();
      for (int i = 0; i <= size; i++) {
        places.put(names[i], i);
      }
    }
    size++;
    return true;
  }

  /** Adds a field, or changes the one of this name. */
  void set(String name, @Nullable Object value) {
    int place = place(name);
    if (place == NONE) {
      add(name, value);
    } else {
      values[place] = value;
    }
  }

  FieldMap copy() {
    var copy = new FieldMap();
    for (int i = 0; i < size; i++) {
      copy.add(names[i], values[i]);
    }
    return copy;
  }

  private int place(String name) {
    if (places != null) {
      return places.getOrDefault(name, NONE);
    }
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return NONE;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    int place = name instanceof String text ? place(text) : NONE;
    return place == NONE ? null : values[place];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name instanceof String text && place(text) != NONE;
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, @Nullable Object>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  private final class Entries implements Iterator<Entry<String, @Nullable Object>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Entry<String, @Nullable Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return new SimpleImmutableEntry<>(names[next], values[next++]);
    }
  }
}
