package dev.consentledger.gateway.routes;

import dev.consentledger.telemetry.Attributes;
import dev.consentledger.telemetry.TraceContext;
import dev.consentledger.telemetry.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request from its arrival to the end of its answer; then it is logged, once. */
final class Visit {

  private static final int ERROR_FIRST = 500;

  private final RoutingContext context;
  private final String requestId;
  private final AccessLog log;
  private final Span span;
  private final long beganNanos = System.nanoTime();
  private @Nullable Route route;
  private @Nullable Passage passage;
  private boolean over;

  /**
   * The span goes on from the caller's, where it sent one; its name is a template, never a path.
   */
  Visit(RoutingContext context, String requestId, AccessLog log, Traces traces) {
    this.context = context;
    this.requestId = requestId;
    this.log = log;
    this.span =
        traces
            .span(AccessLog.UNROUTED)
            .setSpanKind(SpanKind.SERVER)
            .setParent(TraceContext.parse(context.request().getHeader(TraceContext.HEADER)))
            .startSpan();
    context.addEndHandler(_ -> end());
  }

  RoutingContext context() {
    return context;
  }

  String requestId() {
    return requestId;
  }

  /** What the service is told; where nothing is traced here, what the caller told. */
  Optional<String> trace() {
    return Optional.ofNullable(TraceContext.text(span.getSpanContext()));
  }

  Visit to(Route served) {
    this.route = served;
    String method = served.method().name();
    span.updateName(method + " " + served.template());
    span.setAttribute(Attributes.METHOD, method);
    span.setAttribute(Attributes.ROUTE, served.template().text());
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
    endSpan(answered);
    log.write(
        context,
        requestId,
        TraceContext.sampledTraceId(span.getSpanContext()),
        route,
        passage != null,
        answered,
        System.nanoTime() - beganNanos);
  }

  private void endSpan(boolean answered) {
    int status = context.response().getStatusCode();
    if (answered) {
      span.setAttribute(Attributes.STATUS, (long) status);
    } else {
      span.setAttribute(Attributes.ERROR, AccessLog.BROKEN_OFF);
    }
    if (!answered || status >= ERROR_FIRST) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
