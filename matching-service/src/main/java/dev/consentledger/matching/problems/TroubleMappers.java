package dev.consentledger.matching.problems;

import dev.consentledger.matching.projection.ProjectionBehind;
import dev.consentledger.matching.projection.ProjectionStale;
import dev.consentledger.matching.secret.MatchSecretsUnreadable;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.pgclient.PgException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Trouble of this service's parts, as what a caller can do about it. */
class TroubleMappers {
  private static final Logger LOG = Logger.getLogger(TroubleMappers.class);

  @ServerExceptionMapper
  Response behind(ProjectionBehind trouble) {
    return Problems.of(ProblemType.PROJECTION_BEHIND, "Try again: the projection is catching up.")
        .toResponse();
  }

  @ServerExceptionMapper
  Response stale(ProjectionStale trouble) {
    return Problems.of(ProblemType.PROJECTION_STALE, "Try again: nothing is permitted meanwhile.")
        .toResponse();
  }

  @ServerExceptionMapper
  Response secrets(MatchSecretsUnreadable trouble) {
    LOG.error(trouble.getMessage());
    return Problems.of(ProblemType.SERVICE_UNAVAILABLE, "Try again.").toResponse();
  }

  // The problem extension's own mappers of these two need a Quarkus of another version.
  @ServerExceptionMapper(
      value = {UnauthorizedException.class, AuthenticationFailedException.class},
      priority = 1)
  Response unauthenticated(SecurityException trouble) {
    return Problems.builder(ProblemType.UNAUTHENTICATED, "Send a valid bearer token.")
        .withHeader("WWW-Authenticate", "Bearer")
        .build()
        .toResponse();
  }

  @ServerExceptionMapper({PgException.class, IOException.class})
  Response database(Exception trouble) {
    return Problems.of(ProblemType.SERVICE_UNAVAILABLE, "Try again.").toResponse();
  }
}
