package dev.consentledger.consent.intake;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Every body is small, but for the import, whose lines are. A body that says its length is refused
 * by that; one that does not is cut off while it is read.
 */
final class BodyLimit {
  static final long JSON_BYTES_MAX = 16 * 1_024;

  @ServerRequestFilter(preMatching = true)
  void limit(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.path().equals(ImportResource.PATH)) {
      return;
    }
    context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, JSON_BYTES_MAX);
    if (lengthOf(request) > JSON_BYTES_MAX) {
      // What is still to come is not read, so nothing else can follow on this connection.
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      context.addEndHandler(_ -> request.connection().close());
      throw new ProblemException(Problem.TOO_LARGE);
    }
  }

  private static long lengthOf(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("Content-Length", "must be a number");
    }
  }
}
