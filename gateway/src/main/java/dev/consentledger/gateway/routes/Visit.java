package dev.consentledger.gateway.routes;

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
    context.addEndHandler(_ -> end());
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

  /** Called when the answer has ended, and when the connection has closed before that. */
  private void end() {
    if (over) {
      return;
    }
    over = true;
    boolean answered = context.response().ended();
    if (passage != null) {
      passage.end(answered);
    }
    log.write(context, requestId, route, passage != null, answered, System.nanoTime() - beganNanos);
  }
}
