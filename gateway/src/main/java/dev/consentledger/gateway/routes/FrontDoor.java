package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.identity.Identified;
import dev.consentledger.gateway.identity.Identified.Caller;
import dev.consentledger.gateway.identity.Identified.Unidentified;
import dev.consentledger.gateway.identity.Tokens;
import dev.consentledger.gateway.limits.CallerRates;
import dev.consentledger.gateway.limits.LimitSettings;
import dev.consentledger.gateway.problems.Problem;
import dev.consentledger.gateway.problems.ProblemType;
import dev.consentledger.gateway.problems.Refusals;
import dev.consentledger.gateway.problems.RequestId;
import dev.consentledger.gateway.routes.Found.Nothing;
import dev.consentledger.gateway.routes.Found.OtherMethods;
import dev.consentledger.gateway.routes.Found.Served;
import dev.consentledger.telemetry.Traces;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What every request passes, in this order: is it readable, is it served, who calls, how often, may
 * they, how much. The first no is the answer; nothing reaches a service before the last yes.
 */
@Singleton
class FrontDoor {

  /** The bucket that callers without a token share, on the few routes open to them. */
  private static final String NOBODY = "";

  private final Tokens tokens;
  private final CallerRates rates;
  private final LimitSettings limits;
  private final Upstreams upstreams;
  private final Refusals refusals;
  private final AccessLog log;
  private final Traces traces;

  FrontDoor(
      Tokens tokens,
      CallerRates rates,
      LimitSettings limits,
      Upstreams upstreams,
      Refusals refusals,
      AccessLog log,
      Traces traces) {
    this.tokens = tokens;
    this.rates = rates;
    this.limits = limits;
    this.upstreams = upstreams;
    this.refusals = refusals;
    this.log = log;
    this.traces = traces;
  }

  void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    request.pause();
    Visit visit = new Visit(context, RequestId.assign(context), log, traces);
    Optional<Problem> unreadable = RequestHead.check(request, limits.uriCharsMax());
    Optional<RequestPath> path = RequestPath.read(request.uri());
    if (unreadable.isPresent() || path.isEmpty()) {
      refusals.refuse(context, unreadable.orElseGet(RequestHead::ambiguousPath));
      return;
    }
    if (Landing.isAt(path.get())) {
      Landing.answer(context, refusals);
      return;
    }
    switch (RouteTable.find(request.method(), path.get())) {
      case Served(Route route) -> serve(visit.to(route), route, path.get());
      case OtherMethods(var allowed) ->
          refusals.refuse(
              context,
              methodNotAllowed(
                  allowed.stream().map(Object::toString).collect(Collectors.joining(", "))));
      case Nothing() ->
          refusals.refuse(
              context,
              Problem.of(
                  ProblemType.NOT_FOUND,
                  "No such call; GET / names every call that is served here."));
    }
  }

  static Problem methodNotAllowed(String allowed) {
    return new Problem(
        ProblemType.METHOD_NOT_ALLOWED,
        "Use one of the methods that the Allow header names.",
        Map.of("Allow", allowed));
  }

  private void serve(Visit visit, Route route, RequestPath path) {
    if (!route.access().tokenNeeded()) {
      proceed(visit, route, path, tooOften(NOBODY));
      return;
    }
    tokens
        .identify(visit.context().request())
        .onSuccess(identified -> proceed(visit, route, path, objection(route, identified)));
  }

  private Optional<Problem> objection(Route route, Identified identified) {
    return switch (identified) {
      case Unidentified(Problem problem) -> Optional.of(problem);
      case Caller caller ->
          tooOften(caller.subject())
              .or(() -> route.access().permits(caller) ? Optional.empty() : forbidden(route));
    };
  }

  private Optional<Problem> tooOften(String subject) {
    Duration wait = rates.count(subject);
    return wait.isZero()
        ? Optional.empty()
        : Optional.of(
            Problem.passing(
                ProblemType.TOO_MANY_REQUESTS,
                "This caller sends too many requests; wait as long as Retry-After says.",
                wait));
  }

  private static Optional<Problem> forbidden(Route route) {
    return Optional.of(
        Problem.of(
            ProblemType.FORBIDDEN,
            "This call needs a token in one of these groups: "
                + String.join(", ", route.access().claims())
                + "."));
  }

  private void proceed(Visit visit, Route route, RequestPath path, Optional<Problem> objection) {
    RoutingContext context = visit.context();
    if (context.response().closed()) {
      return;
    }
    Optional<Problem> problem =
        objection.or(() ->
            RequestHead.announcesMoreThan(route.traffic().bodyBytesMax(limits), context.request())
                ? Optional.of(Trouble.tooLarge())
                : Optional.empty());
    if (problem.isPresent()) {
      refusals.refuse(context, problem.get());
      return;
    }
    if (RequestHead.expectsContinue(context.request())) {
      context.response().writeContinue();
    }
    Passage passage = new Passage(context, route, path, visit, upstreams, limits, refusals);
    visit.carriedBy(passage);
    passage.begin();
  }
}
