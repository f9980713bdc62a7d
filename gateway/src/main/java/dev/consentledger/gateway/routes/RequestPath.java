package dev.consentledger.gateway.routes;

import java.util.List;
import java.util.Optional;

/**
 * The target of a request as it came, cut into path segments. There is one only where gateway and
 * service must read the same path: what one could decode, normalise or cut off and the other not is
 * ambiguous, and ambiguous means refused. Such are empty and dot segments (also a trailing slash),
 * {@code ;} parameters, backslashes, anything outside RFC 3986's path characters, and the escapes
 * of slash, backslash, dot, semicolon, per cent and control characters.
 *
 * @param path escapes and all, as it goes to the service
 * @param query with its question mark, or empty
 */
record RequestPath(String path, String query, List<String> segments) {

  private static final String PATH_SYMBOLS = "-._~!$&'()*+,=:@";
  private static final String AMBIGUOUS_ESCAPED = "/\\.;%";

  RequestPath {
    segments = List.copyOf(segments);
  }

  /** Empty for an ambiguous target, and for any other form than path and query. */
  static Optional<RequestPath> read(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark);
    if (!path.startsWith("/") || query.indexOf('#') >= 0) {
      return Optional.empty();
    }
    if (path.equals("/")) {
      return Optional.of(new RequestPath(path, query, List.of()));
    }
    List<String> segments = List.of(path.substring(1).split("/", -1));
    return segments.stream().allMatch(RequestPath::isPlain)
        ? Optional.of(new RequestPath(path, query, segments))
        : Optional.empty();
  }

  private static boolean isPlain(String segment) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      return false;
    }
    for (int at = 0; at < segment.length(); at++) {
      char c = segment.charAt(at);
      if (c == '%') {
        if (!isPlainEscape(segment, at)) {
          return false;
        }
        at += 2;
      } else if (!isLetterOrDigit(c) && PATH_SYMBOLS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlainEscape(String segment, int at) {
    if (at + 2 >= segment.length()) {
      return false;
    }
    int high = hex(segment.charAt(at + 1));
    int low = hex(segment.charAt(at + 2));
    if (high < 0 || low < 0) {
      return false;
    }
    int value = high * 16 + low;
    return value >= 0x20 && value != 0x7F && AMBIGUOUS_ESCAPED.indexOf(value) < 0;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
