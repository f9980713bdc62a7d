package dev.consentledger.gateway.routes;

import java.util.List;

/**
 * A path with places: {@code {name}} stands for one segment, a last {@code **} for one or more. All
 * else is compared letter by letter with the path as it came, so an escaped literal never matches.
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
      if (!isPlace(segments.get(i)) && !segments.get(i).equals(path.segments().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlace(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  @Override
  public String toString() {
    return text;
  }
}
