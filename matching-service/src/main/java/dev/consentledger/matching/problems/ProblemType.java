package dev.consentledger.matching.problems;

import java.net.URI;
import java.util.Locale;

/** The problems of docs/architecture.md that this service answers with. */
public enum ProblemType {
  INVALID_REQUEST(400, "The request's shape is wrong"),
  UNAUTHENTICATED(401, "A valid token is needed"),
  FORBIDDEN(403, "The token's groups do not permit this"),
  AUDIENCE_UNKNOWN(404, "There is no such audience"),
  RUN_UNKNOWN(404, "There is no such run"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "This method is not offered here"),
  NOT_ACCEPTABLE(406, "No offered media type is accepted"),
  TOO_LARGE(413, "The body, a line or the list is over its limit"),
  UNSUPPORTED_MEDIA_TYPE(415, "This media type is not read here"),
  UNREADABLE_LIST(422, "No column holds an identifier"),
  CONTENDED(503, "Another request works on the same thing"),
  LEDGER_UNAVAILABLE(503, "The ledger cannot be reached"),
  PROJECTION_STALE(503, "The projection has heard nothing for too long"),
  PROJECTION_BEHIND(503, "The projection did not reach the position in time"),
  SERVICE_UNAVAILABLE(503, "The service cannot answer now"),
  INTERNAL_ERROR(500, "Something broke here");

  private static final String BASE = "https://consentledger.dev/problems/";

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  String shortName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public URI uri() {
    return URI.create(BASE + shortName());
  }

  /** The type for a refusal that the framework made, by its status. */
  static ProblemType ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 503 -> SERVICE_UNAVAILABLE;
      default -> status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    };
  }
}
