package dev.consentledger.gateway.problems;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * What happens to the rest of a body after its request was answered. A small one is read and thrown
 * away, and the connection lives on. Of a large one only what comes within {@value #LINGER_MILLIS}
 * ms is read, then the connection closes: closing at once would reset it, and the caller might
 * never see the answer (RFC 9112, 9.6); reading all would carry gigabytes for nothing.
 */
public final class UnreadBody {

  private static final long LINGER_MILLIS = 2_000;
  private static final long SMALL_BYTES_MAX = 65_536;

  private UnreadBody() {}

  /** Before the answer's head is written: tells the caller if the connection will close. */
  static void announce(HttpServerRequest request) {
    if (willClose(request)) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** After the answer's end. */
  public static void discard(Vertx vertx, HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    boolean close = willClose(request);
    request.exceptionHandler(_ -> {});
    request.handler(_ -> {});
    request.resume();
    if (close) {
      long timer = vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
      request.connection().closeHandler(_ -> vertx.cancelTimer(timer));
    }
  }

  private static boolean willClose(HttpServerRequest request) {
    if (request.isEnded()) {
      return false;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
    return length.length() > 9 || Long.parseLong(length) > SMALL_BYTES_MAX;
  }
}
