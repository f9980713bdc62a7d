package dev.consentledger.gateway.problems;

import dev.consentledger.telemetry.RefusalCount;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Arrays;

/** Answers a request with a problem, and counts it. */
@Singleton
public final class Refusals {

  private final RefusalCount count;

  Refusals(RefusalCount count) {
    this.count = count;
    count.declare(Arrays.stream(ProblemType.values()).map(ProblemType::reason).toList());
  }

  /** Does nothing when the caller is gone or the answer has begun: then there is no one to tell. */
  public void refuse(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.headWritten() || response.closed() || response.ended()) {
      return;
    }
    count.count(problem.type().reason());
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
