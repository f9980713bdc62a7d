package dev.consentledger.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a service with resources does about every request: its log lines carry the gateway's request
 * id, a span goes on from the gateway's, and a problem is counted.
 */
public final class RequestTrail {
  /** What the gateway lets through as a request id. */
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-]{16,40}");

  private static final String ID_HEADER = "X-Request-Id";
  private static final int ERROR_FIRST = 500;

  private final Traces traces;
  private final RefusalCount refusals;
  private final Map<Method, String> templates = new ConcurrentHashMap<>();

  public RequestTrail(Traces traces, RefusalCount refusals) {
    this.traces = traces;
    this.refusals = refusals;
  }

  @ServerRequestFilter
  public void begin(
      ContainerRequestContext request, ResourceInfo resource, RoutingContext context) {
    String id = requestId(request.getHeaderString(ID_HEADER));
    if (id != null) {
      MDC.put("requestId", id);
    }
    String template =
        templates.computeIfAbsent(resource.getResourceMethod(), RequestTrail::template);
    Span span =
        traces
            .span(request.getMethod() + " " + template)
            .setSpanKind(SpanKind.SERVER)
            .setParent(TraceContext.parse(request.getHeaderString(TraceContext.HEADER)))
            .setAttribute(Attributes.METHOD, request.getMethod())
            .setAttribute(Attributes.ROUTE, template)
            .startSpan();
    if (span.isRecording()) {
      follow(span, context);
    }
  }

  /** The request's own Vert.x context keeps the span until it ends, on whichever thread. */
  @SuppressWarnings(
      "MustBeClosedChecker") // Closed when the answer has ended, not when this returns.
  private static void follow(Span span, RoutingContext context) {
    Scope scope = span.makeCurrent();
    context.addEndHandler(_ -> {
      scope.close();
      int status = context.response().getStatusCode();
      span.setAttribute(Attributes.STATUS, (long) status);
      if (status >= ERROR_FIRST) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    });
  }

  @ServerResponseFilter
  public void count(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof HttpProblem problem) {
      URI type = problem.getType();
      if (!asksWhetherAnybodyAnswers(request)) {
        refusals.count(type == null ? "" : type.toString());
      }
      Span.current().setAttribute(Attributes.ERROR, name(type));
    }
  }

  /**
   * The gateway's readiness asks for {@code /}, where there is nothing, every few seconds: its 404
   * is the answer that it wants. The gateway passes no caller's request for it on.
   */
  private static boolean asksWhetherAnybodyAnswers(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    return path.isEmpty() || path.equals("/");
  }

  private static String name(@Nullable URI type) {
    return type == null ? "problem" : type.getPath().substring(type.getPath().lastIndexOf('/') + 1);
  }

  private static @Nullable String requestId(@Nullable String header) {
    return header != null && REQUEST_ID.matcher(header).matches() ? header : null;
  }

  /** The paths of class and method as they are written there, with their places unfilled. */
  private static String template(Method method) {
    Path ofClass = method.getDeclaringClass().getAnnotation(Path.class);
    Path ofMethod = method.getAnnotation(Path.class);
    String whole = slashed(ofClass) + slashed(ofMethod);
    return whole.isEmpty() ? "/" : whole;
  }

  private static String slashed(@Nullable Path path) {
    String value = path == null ? "" : path.value();
    return value.isEmpty() || value.equals("/") ? "" : value.startsWith("/") ? value : "/" + value;
  }
}
