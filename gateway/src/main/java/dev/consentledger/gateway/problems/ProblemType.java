package dev.consentledger.gateway.problems;

import java.util.Locale;

/**
 * The refusals of the gateway itself. The name in lower case with hyphens is the last part of the
 * problem's {@code type} and the {@code reason} of the metric, so a name never changes.
 */
public enum ProblemType {
  INVALID_REQUEST(400, "The request is not well formed"),
  UNAUTHENTICATED(401, "No valid token"),
  FORBIDDEN(403, "Not in the group"),
  NOT_FOUND(404, "Nothing is served here"),
  METHOD_NOT_ALLOWED(405, "The method is not served here"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time"),
  TOO_LARGE(413, "The body is over its limit"),
  URI_TOO_LONG(414, "The address is over its limit"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  INTERNAL_ERROR(500, "The gateway failed"),
  BAD_GATEWAY(502, "The service gave no readable answer"),
  SERVICE_UNAVAILABLE(503, "The service is not available"),
  UPSTREAM_TIMEOUT(504, "The service did not answer in time"),
  HTTP_VERSION_NOT_SUPPORTED(505, "HTTP/1.1 is needed");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** As in the type's address and in metrics: {@code too-many-requests}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
