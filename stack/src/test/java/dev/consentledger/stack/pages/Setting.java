package dev.consentledger.stack.pages;

import java.util.Optional;

/**
 * One setting as its mapping declares it.
 *
 * @param kind a word for its type
 * @param limits empty where the type alone limits it
 */
record Setting(
    String name,
    String kind,
    Optional<String> standard,
    boolean optional,
    String limits,
    String meaning) {

  static String kind(String type) {
    return switch (type) {
      case "int", "long", "short", "double" -> "number";
      case "boolean" -> "true or false";
      case "Duration" -> "duration";
      case "MemorySize" -> "bytes";
      case "Path" -> "file";
      case "URI" -> "address";
      case "List<URI>" -> "addresses";
      case "String" -> "text";
      default -> throw new IllegalStateException("the page has no word for the type " + type);
    };
  }

  String row() {
    String given =
        standard.map(value -> "`" + value + "`").orElse(optional ? "none" : "**must be set**");
    String bounds = limits.isEmpty() ? "" : limits.replace("|", "\\|");
    return "| `%s` | %s | %s | %s | %s |".formatted(name, kind, given, bounds, meaning);
  }
}
