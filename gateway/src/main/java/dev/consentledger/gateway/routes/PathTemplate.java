package dev.consentledger.gateway.routes;

import java.util.List;

/**
 * A path with places: {@code {name}} stands for one segment, {@code {name}:verb} for one that ends
 * so and has more before it, a last {@code **} for one or more. All else is compared letter by
 * letter with the path as it came, so an escaped literal never matches.
 */
record PathTemplate(String text, List<String> segments) {

  private static final String REST = "**";

  static PathTemplate of(String text) {
    return new PathTemplate(
        text, text.equals("/") ? List.of() : List.of(text.substring(1).split("/", -1)));
  }

  boolean matches(RequestPath path) {
    boolean open = !segments.isEmpty() && segments.getLast().equals(REST);
    int fixed = open ? segments.size() - 1 : segments.size();
    int given = path.segments().size();
    if (open ? given <= fixed : given != fixed) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (!matches(segments.get(i), path.segments().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String segment, String given) {
    if (!segment.startsWith("{")) {
      return segment.equals(given);
    }
    String ending = segment.substring(segment.indexOf('}') + 1);
    return given.length() > ending.length() && given.endsWith(ending);
  }

  @Override
  public String toString() {
    return text;
  }
}
