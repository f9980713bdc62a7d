package dev.consentledger.consent.problems;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Failures that the problem extension does not answer here: its 401 mappers read a field that
 * Quarkus 3.34 no longer has, and Quarkus answers a field of the wrong type by itself. A low
 * priority number goes before both.
 */
final class FirstMappers {
  private static final int FIRST = 1;

  @ServerExceptionMapper(value = UnauthorizedException.class, priority = FIRST)
  public Response noToken(UnauthorizedException failure) {
    return unauthenticated(failure);
  }

  @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = FIRST)
  public Response badToken(AuthenticationFailedException failure) {
    return unauthenticated(failure);
  }

  @ServerExceptionMapper(value = MismatchedInputException.class, priority = FIRST)
  public Response wrongType(MismatchedInputException failure) {
    return ProblemAnswers.builder(ProblemOf.failure(failure)).build().toResponse();
  }

  /** 401 always, also where a token's key set could not be fetched: without it nobody is known. */
  private static Response unauthenticated(Exception failure) {
    return ProblemAnswers.builder(ProblemOf.failure(failure, 401))
        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build()
        .toResponse();
  }
}
