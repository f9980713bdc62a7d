package dev.consentledger.gateway.identity;

import dev.consentledger.gateway.identity.Identified.Caller;
import dev.consentledger.gateway.identity.Identified.Unidentified;
import dev.consentledger.gateway.problems.Problem;
import dev.consentledger.gateway.problems.ProblemType;
import dev.consentledger.identity.CheckedTokens;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Checks the bearer token of a request: signature, issuer, audience and times by SmallRye JWT as
 * {@code mp.jwt.*} says, and that it names a subject. The answer never says which check failed: the
 * holder of a good token doesn't need it, and anyone else shouldn't have it.
 */
@Singleton
public final class Tokens {

  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/=-]+)");
  private static final Duration KEYS_RETRY = Duration.ofSeconds(5);

  private final JWTParser parser;
  private final CheckedTokens checked;
  private final Vertx vertx;

  Tokens(JWTParser parser, CheckedTokens checked, Vertx vertx) {
    this.parser = parser;
    this.checked = checked;
    this.vertx = vertx;
  }

  /**
   * Never fails. Checks on a worker thread: keys may have to be fetched. A token that was checked a
   * moment ago needs no thread, which saves two changes between threads a request.
   */
  public Future<Identified> identify(HttpServerRequest request) {
    List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    if (headers.isEmpty()) {
      return Future.succeededFuture(unauthenticated("", "Send Authorization: Bearer <token>."));
    }
    Matcher bearer = BEARER.matcher(headers.getFirst());
    if (headers.size() > 1 || !bearer.matches()) {
      return Future.succeededFuture(
          unauthenticated(
              " error=\"invalid_request\"", "Send one Authorization header: Bearer <token>."));
    }
    String token = bearer.group(1);
    Optional<JWTCallerPrincipal> known = checked.remembered(token);
    if (known.isPresent()) {
      return Future.succeededFuture(caller(known.get()));
    }
    return vertx
        .executeBlocking(() -> check(token), false)
        .otherwise(failure ->
            new Unidentified(
                Problem.of(
                    ProblemType.INTERNAL_ERROR,
                    "The token could not be checked; try again, and give the request id to the"
                        + " operator.")));
  }

  private Identified check(String token) {
    JsonWebToken jwt;
    try {
      jwt = parser.parse(token);
    } catch (ParseException e) {
      return keysUnreachable(e) ? unavailable() : invalid();
    }
    return caller(jwt);
  }

  private static Identified caller(JsonWebToken jwt) {
    String subject = jwt.getSubject();
    if (subject == null || subject.isBlank()) {
      return invalid();
    }
    return new Caller(subject, known(jwt.getGroups()));
  }

  private static Set<Group> known(@Nullable Set<String> claims) {
    return claims == null
        ? Set.of()
        : claims.stream()
            .map(Group::ofClaim)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Keys that can't be fetched say nothing about the token: then it is our failure, not a 401. */
  private static boolean keysUnreachable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static Unidentified unavailable() {
    return new Unidentified(
        Problem.passing(
            ProblemType.SERVICE_UNAVAILABLE,
            "The keys that check tokens can't be read now; try again later.",
            KEYS_RETRY));
  }

  private static Unidentified invalid() {
    return unauthenticated(
        " error=\"invalid_token\"",
        "The token is not valid here, or not any more; get a new one and send the request again.");
  }

  private static Unidentified unauthenticated(String error, String detail) {
    return new Unidentified(
        new Problem(
            ProblemType.UNAUTHENTICATED,
            detail,
            Map.of(
                "WWW-Authenticate",
                "Bearer realm=\"consent-ledger\"" + (error.isEmpty() ? "" : "," + error))));
  }
}
