package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.limits.LimitSettings;
import dev.consentledger.gateway.limits.MeteredBody;
import dev.consentledger.gateway.problems.Refusals;
import dev.consentledger.gateway.problems.RequestId;
import dev.consentledger.telemetry.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a service and the answer on its way back, streamed with back-pressure
 * both ways. Whichever side goes away, the other is told: a caller that hangs up cancels the
 * request at the service, a service that breaks off breaks the answer off. Lives on the request's
 * event loop.
 */
final class Passage implements ProxyInterceptor {

  private final RoutingContext context;
  private final Route route;
  private final RequestPath path;
  private final Visit visit;
  private final Upstreams upstreams;
  private final Refusals refusals;
  private final Silence silence;
  private final MeteredBody requestBody;
  private @Nullable HttpClientRequest toService;
  private boolean timedOut;

  Passage(
      RoutingContext context,
      Route route,
      RequestPath path,
      Visit visit,
      Upstreams upstreams,
      LimitSettings limits,
      Refusals refusals) {
    this.context = context;
    this.route = route;
    this.path = path;
    this.visit = visit;
    this.upstreams = upstreams;
    this.refusals = refusals;
    this.silence =
        new Silence(context.vertx(), route.traffic().idle(limits), this::giveUpOnSilence);
    this.requestBody =
        new MeteredBody(context.request(), route.traffic().bodyBytesMax(limits), silence::broken);
  }

  void begin() {
    silence.begin();
    HttpProxy.reverseProxy(upstreams.client())
        .origin(proxied -> connect())
        .addInterceptor(this)
        .handle(context.request());
  }

  /** The answer has ended or the caller is gone: nothing of this passage may live on. */
  void end(boolean answered) {
    silence.end();
    if (!answered || !context.request().isEnded()) {
      cancelAtService();
    }
  }

  private Future<HttpClientRequest> connect() {
    return upstreams
        .connect(route.upstream())
        .onSuccess(request -> {
          toService = request;
          if (context.response().closed()) {
            request.reset();
          }
        });
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext proxied) {
    ProxyRequest request = proxied.request();
    request.setURI(route.targetFor(path));
    Headers.dropOneHop(request.headers());
    Headers.dropClaims(request.headers());
    Headers.dropTraces(request.headers());
    request.putHeader(RequestId.HEADER, visit.requestId());
    visit.trace().ifPresent(trace -> request.putHeader(TraceContext.HEADER, trace));
    request.setBody(Body.body(requestBody, request.getBody().length()));
    return proxied.sendRequest().recover(this::refuse);
  }

  /** The proxy would answer an empty 502 by itself; a future that never ends keeps it from that. */
  private Future<ProxyResponse> refuse(Throwable failure) {
    refusals.refuse(
        context,
        timedOut
            ? Trouble.silence(!context.request().isEnded() && !requestBody.held())
            : Trouble.of(failure, requestBody.overLimit(), upstreams.retryAfter()));
    return Promise.<ProxyResponse>promise().future();
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext proxied) {
    silence.broken();
    ProxyResponse response = proxied.response();
    Headers.dropOneHop(response.headers());
    response.headers().remove(RequestId.HEADER);
    String location = response.headers().get(HttpHeaders.LOCATION);
    if (location != null) {
      response.putHeader(
          HttpHeaders.LOCATION, upstreams.seenFromOutside(route.upstream(), location));
    }
    Body body = response.getBody();
    if (body != null) {
      MeteredBody metered = new MeteredBody(body.stream(), Long.MAX_VALUE, silence::broken);
      response.setBody(Body.body(metered, body.length()));
    }
    return proxied.sendResponse();
  }

  private void giveUpOnSilence() {
    timedOut = true;
    HttpServerResponse response = context.response();
    boolean begun = response.headWritten();
    cancelAtService();
    if (begun) {
      response.reset();
    }
  }

  private void cancelAtService() {
    if (toService != null) {
      toService.reset();
    }
  }
}
