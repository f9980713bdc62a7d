package dev.consentledger.gateway.routes;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * One line and one measurement ({@code consentledger.gateway.requests} by route, method and status)
 * for each request. Both carry the route's template and never the path, the query, an address or
 * the caller: those are personal data, or may be.
 */
@Singleton
class AccessLog {

  private static final Logger LOG = Logger.getLogger("dev.consentledger.gateway.access");
  static final String UNROUTED = "unrouted";
  static final String BROKEN_OFF = "broken-off";

  private final MeterRegistry metrics;

  AccessLog(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  void write(
      RoutingContext context,
      String requestId,
      @Nullable String traceId,
      @Nullable Route route,
      boolean carried,
      boolean complete,
      long tookNanos) {
    HttpServerRequest request = context.request();
    String template = route == null ? UNROUTED : route.template().text();
    String method = route == null ? UNROUTED : route.method().name();
    String status = complete ? Integer.toString(context.response().getStatusCode()) : BROKEN_OFF;
    metrics
        .timer(
            "consentledger.gateway.requests", "route", template, "method", method, "status", status)
        .record(Duration.ofNanos(tookNanos));
    MDC.put("requestId", requestId);
    MDC.put("route", template);
    MDC.put("status", status);
    if (traceId != null) {
      MDC.put("traceId", traceId);
    }
    try {
      LOG.infof(
          "%s %s %s to %s, %d ms, %d bytes in, %d bytes out",
          method,
          template,
          status,
          route == null || !carried ? "no service" : route.upstream().label(),
          tookNanos / 1_000_000,
          request.bytesRead(),
          context.response().bytesWritten());
    } finally {
      MDC.remove("requestId");
      MDC.remove("route");
      MDC.remove("status");
      MDC.remove("traceId");
    }
  }
}
