package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.problems.Problem;
import dev.consentledger.gateway.problems.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/** Whether a request's head can be understood in one way only. */
final class RequestHead {

  private RequestHead() {}

  static Optional<Problem> check(HttpServerRequest request, int uriCharsMax) {
    if (request.version() == HttpVersion.HTTP_1_0) {
      return Optional.of(
          Problem.of(
              ProblemType.HTTP_VERSION_NOT_SUPPORTED,
              "Answers are streamed, which HTTP/1.0 can't; use HTTP/1.1."));
    }
    if (request.uri().length() > uriCharsMax) {
      return Optional.of(
          Problem.of(
              ProblemType.URI_TOO_LONG,
              "Path and query together are longer than " + uriCharsMax + " characters."));
    }
    return hasPlainLength(request)
        ? Optional.empty()
        : Optional.of(
            invalid("Send either one Content-Length or Transfer-Encoding: chunked, nothing else."));
  }

  static Problem ambiguousPath() {
    return invalid(
        "The path can be read in more than one way: send it without empty, dot or ';' segments and"
            + " without escaped slashes, dots or control characters.");
  }

  static Problem unreadable() {
    return invalid("Send a request target that is a path, and one Host header.");
  }

  static boolean announcesMoreThan(long bytesMax, HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && Long.parseLong(length) > bytesMax;
  }

  static boolean expectsContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  private static boolean hasPlainLength(HttpServerRequest request) {
    List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
    List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      return lengths.isEmpty()
          && codings.size() == 1
          && codings.getFirst().equalsIgnoreCase("chunked");
    }
    return lengths.isEmpty() || (lengths.size() == 1 && lengths.getFirst().matches("[0-9]{1,18}"));
  }

  private static Problem invalid(String detail) {
    return Problem.of(ProblemType.INVALID_REQUEST, detail);
  }
}
