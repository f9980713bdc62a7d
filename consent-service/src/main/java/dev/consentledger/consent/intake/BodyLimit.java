package dev.consentledger.consent.intake;

import dev.consentledger.consent.notice.NoticeSettings;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Every body is small, but for a notice's text, and the import, whose lines are. A body that says
 * its length is refused by that. One that does not is read here, no further than the limit: the
 * framework would answer an empty 413.
 */
final class BodyLimit {
  /** {@code quarkus.rest.input-buffer-size} is the same, so that no body waits on a thread. */
  static final int JSON_BYTES_MAX = 16 * 1_024;

  /** A text of the largest size that may be set, with room for its escapes. */
  static final int NOTICE_BYTES_MAX = 2 * NoticeSettings.TEXT_BYTES_CEILING;

  @ServerRequestFilter(preMatching = true)
  public Uni<Void> limit(ContainerRequestContext rest, RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.path().equals(ImportResource.PATH)) {
      return Uni.createFrom().voidItem();
    }
    int bytesMax =
        request.path().startsWith(NoticeTextsResource.PATH + "/")
            ? NOTICE_BYTES_MAX
            : JSON_BYTES_MAX;
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      long bytes = lengthOf(length);
      if (bytes > bytesMax) {
        throw tooLarge(context);
      }
      return bytes > JSON_BYTES_MAX && mayHaveBody(request)
          ? read(rest, context, bytesMax)
          : Uni.createFrom().voidItem();
    }
    return mayHaveBody(request) ? read(rest, context, bytesMax) : Uni.createFrom().voidItem();
  }

  private static boolean mayHaveBody(HttpServerRequest request) {
    boolean isWrite =
        request.method().equals(HttpMethod.PUT) || request.method().equals(HttpMethod.POST);
    return isWrite && !request.isEnded();
  }

  private static Uni<Void> read(
      ContainerRequestContext rest, RoutingContext context, int bytesMax) {
    return io.vertx.mutiny.core.http.HttpServerRequest.newInstance(context.request())
        .toMulti()
        .collect()
        .in(
            ByteArrayOutputStream::new,
            (body, chunk) -> {
              if (body.size() + chunk.length() > bytesMax) {
                throw tooLarge(context);
              }
              body.writeBytes(chunk.getBytes());
            })
        .invoke(body -> rest.setEntityStream(new ByteArrayInputStream(body.toByteArray())))
        .replaceWithVoid();
  }

  /** What is still to come is not read, so nothing else can follow on this connection. */
  private static ProblemException tooLarge(RoutingContext context) {
    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    context.addEndHandler(_ -> context.request().connection().close());
    return new ProblemException(Problem.TOO_LARGE);
  }

  private static long lengthOf(String length) {
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("Content-Length", "must be a number");
    }
  }
}
