package dev.consentledger.consent.audit;

import dev.consentledger.kernel.json.JsonObject;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Records proofs that are fetched: the log's own package answers them and knows nothing of audits.
 * The replays' calls record themselves, since they say what is asked.
 */
final class AuditAccess {
  private static final String PROOFS = "/v1/audit/proofs";

  private final AuditCalls calls;
  private final CurrentIdentityAssociation identity;

  AuditAccess(AuditCalls calls, CurrentIdentityAssociation identity) {
    this.calls = calls;
    this.identity = identity;
  }

  /** Who may not fetch a proof is refused behind this, and has not looked at anything. */
  @ServerRequestFilter
  public Uni<@Nullable Response> record(ContainerRequestContext request) {
    if (!request.getUriInfo().getPath().equals(PROOFS)) {
      return Uni.createFrom().nullItem();
    }
    return identity
        .getDeferredIdentity()
        .chain(caller -> {
          if (!caller.hasRole(Caller.GROUP)
              || !(caller.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().nullItem();
          }
          JsonObject.Builder query = JsonObject.builder();
          request
              .getUriInfo()
              .getQueryParameters()
              .forEach((name, values) -> position(name, values.getFirst(), query));
          return calls
              .record(Replays.call(Caller.auditor(token), "proof", query.build(), reason(request)))
              .replaceWith((Response) null);
        });
  }

  /** Only what is a number of an entry is repeated. */
  private static void position(String name, String value, JsonObject.Builder query) {
    if ((name.equals("position") || name.equals("index")) && value.matches("[0-9]{1,18}")) {
      query.put(name, Long.parseLong(value));
    }
  }

  private static Optional<String> reason(ContainerRequestContext request) {
    return Caller.optionalReason(request.getHeaderString(Caller.REASON));
  }
}
