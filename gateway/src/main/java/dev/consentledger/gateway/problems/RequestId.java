package dev.consentledger.gateway.problems;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id that joins a caller's request, the gateway's log line, the service's log lines and a
 * problem. A caller may bring one of 16 to 40 letters, digits, hyphens and underscores: room for a
 * UUID or a trace id, but for no telephone number, email address or SHA-256 digest, since ids are
 * logged.
 */
public final class RequestId {

  public static final String HEADER = "X-Request-Id";

  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_-]{16,40}");
  private static final String KEY = RequestId.class.getName();

  private RequestId() {}

  /** Takes the caller's id or makes one, and puts it on the response. */
  public static String assign(RoutingContext context) {
    List<String> offered = context.request().headers().getAll(HEADER);
    String id =
        offered.size() == 1 && WELL_FORMED.matcher(offered.getFirst()).matches()
            ? offered.getFirst()
            : UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
    return id;
  }

  /** The assigned id; assigns one to a request that was refused before it came so far. */
  static String of(RoutingContext context) {
    String assigned = context.get(KEY);
    return assigned == null ? assign(context) : assigned;
  }
}
