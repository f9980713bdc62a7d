package dev.consentledger.gateway.routes;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** One request from its arrival to the end of its answer; then it is logged, once. */
final class Visit {

  private final RoutingContext context;
  private final String requestId;
  private final AccessLog log;
  private final long beganNanos = System.nanoTime();
  private @Nullable Route route;
  private @Nullable Passage passage;
  private boolean over;

  Visit(RoutingContext context, String requestId, AccessLog log) {
    this.context = context;
    this.requestId = requestId;
    this.log = log;
    context.addEndHandler(this::end);
    context.response().closeHandler(_ -> end(Future.failedFuture("closed")));
  }

  RoutingContext context() {
    return context;
  }

  String requestId() {
    return requestId;
  }

  Visit to(Route served) {
    this.route = served;
    return this;
  }

  void carriedBy(Passage begun) {
    this.passage = begun;
  }

  private void end(AsyncResult<Void> answer) {
    if (over) {
      return;
    }
    over = true;
    if (passage != null) {
      passage.end(answer.succeeded());
    }
    log.write(
        context,
        requestId,
        route,
        passage != null,
        answer.succeeded(),
        System.nanoTime() - beganNanos);
  }
}
