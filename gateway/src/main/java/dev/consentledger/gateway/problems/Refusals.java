package dev.consentledger.gateway.problems;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Answers a request with a problem, and counts it: {@code gateway.refusals} by {@code reason}. */
@Singleton
public final class Refusals {

  private final MeterRegistry metrics;

  Refusals(MeterRegistry metrics) {
    this.metrics = metrics;
    for (ProblemType type : ProblemType.values()) {
      metrics.counter("gateway.refusals", "reason", type.reason());
    }
  }

  /** Does nothing when the caller is gone or the answer has begun: then there is no one to tell. */
  public void refuse(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.headWritten() || response.closed() || response.ended()) {
      return;
    }
    metrics.counter("gateway.refusals", "reason", problem.type().reason()).increment();
    response
        .setStatusCode(problem.type().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    problem.headers().forEach(response::putHeader);
    UnreadBody.announce(context.request());
    response.end(problem.json(RequestId.of(context)));
    UnreadBody.discard(context.vertx(), context.request());
  }
}
