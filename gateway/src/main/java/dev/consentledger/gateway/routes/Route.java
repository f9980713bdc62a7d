package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.identity.Access;
import dev.consentledger.gateway.limits.Traffic;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * One call that the gateway lets through.
 *
 * @param elsewhere the path at the service, where it is not the caller's
 */
record Route(
    HttpMethod method,
    PathTemplate template,
    Upstream upstream,
    Access access,
    Traffic traffic,
    Optional<String> elsewhere) {

  /** What to ask the service for: the caller's bytes, never a path put together anew. */
  String targetFor(RequestPath path) {
    return elsewhere.orElse(path.path()) + path.query();
  }
}
