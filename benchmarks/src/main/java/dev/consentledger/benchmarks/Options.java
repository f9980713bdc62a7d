package dev.consentledger.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers that a command was given, such as {@code --entries 100000}; without them the full sizes
 * count. What a comparison asked for is remembered, so that its page can state all sizes.
 */
public final class Options {
  private final Map<String, Long> given;
  private final Map<String, Long> asked = new LinkedHashMap<>();

  Options(Map<String, Long> given) {
    this.given = Map.copyOf(given);
  }

  /** Throws {@link IllegalArgumentException} with a sentence for whoever typed it. */
  static Options parse(String[] words, int from) {
    Map<String, Long> given = new LinkedHashMap<>();
    for (int i = from; i < words.length; i += 2) {
      if (!words[i].startsWith("--") || i + 1 == words.length) {
        throw new IllegalArgumentException("options are written as --name number: " + words[i]);
      }
      try {
        given.put(words[i].substring(2), Long.parseLong(words[i + 1].replace("_", "")));
      } catch (NumberFormatException _) {
        throw new IllegalArgumentException(words[i] + " takes a whole number");
      }
    }
    return new Options(given);
  }

  public int count(String name, int full) {
    long value = given.getOrDefault(name, (long) full);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("--" + name + " is out of range");
    }
    asked.put(name, value);
    return (int) value;
  }

  /** The same numbers for another comparison, which asks for its own. */
  Options again() {
    return new Options(given);
  }

  /** The words after the comparison's name that lead to the same sizes. */
  String words() {
    StringBuilder words = new StringBuilder();
    given.forEach((name, value) -> words.append(" --").append(name).append(' ').append(value));
    return words.toString();
  }

  Map<String, Long> asked() {
    return asked;
  }
}
