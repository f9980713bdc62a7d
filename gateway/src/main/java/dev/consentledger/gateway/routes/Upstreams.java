package dev.consentledger.gateway.routes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The services' addresses and the connections to them. One pool for each service, so that streams
 * that hold connections to one never starve the other.
 */
@Singleton
class Upstreams {

  private static final int HEADERS_BYTES_MAX = 32_768;

  private final RouteSettings settings;
  private final Map<Upstream, Addresses> addresses = new EnumMap<>(Upstream.class);
  private final HttpClient client;

  Upstreams(Vertx vertx, RouteSettings settings) {
    this.settings = settings;
    Duration avoid = settings.retryAfter();
    addresses.put(
        Upstream.CONSENT, new Addresses("consentledger.routes.consent", settings.consent(), avoid));
    addresses.put(
        Upstream.MATCHING,
        new Addresses("consentledger.routes.matching", settings.matching(), avoid));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setMaxPoolSize(settings.connectionsMax())
                .setMaxWaitQueueSize(settings.waitingMax())
                .setKeepAliveTimeout(Math.toIntExact(settings.keepAlive().toSeconds()))
                .setMaxHeaderSize(HEADERS_BYTES_MAX));
  }

  Duration retryAfter() {
    return settings.retryAfter();
  }

  HttpClient client() {
    return client;
  }

  /**
   * A connection to the next instance in turn that can be reached: nothing was sent to the others,
   * so this repeats no request. Each fails within the connect timeout, also while its pool is full.
   */
  Future<HttpClientRequest> connect(Upstream upstream) {
    Addresses instances = addresses(upstream);
    return connect(instances, instances.inTurn().iterator());
  }

  private Future<HttpClientRequest> connect(Addresses instances, Iterator<URI> left) {
    URI address = left.next();
    return client
        .request(options(address))
        .onSuccess(_ -> instances.reached(address))
        .recover(failure -> {
          instances.failed(address);
          return left.hasNext() ? connect(instances, left) : Future.failedFuture(failure);
        });
  }

  /** Whether an instance of the service answers anything at all within the health timeout. */
  Future<Boolean> answers(Upstream upstream) {
    List<Future<Boolean>> all = addresses(upstream).all().stream().map(this::answers).toList();
    return Future.join(all).map(_ -> all.stream().anyMatch(Future::result));
  }

  private Future<Boolean> answers(URI address) {
    RequestOptions options =
        options(address)
            .setMethod(HttpMethod.GET)
            .setURI("/")
            .setTimeout(settings.healthTimeout().toMillis());
    return client
        .request(options)
        .compose(HttpClientRequest::send)
        .compose(answer -> answer.body().map(_ -> true))
        .otherwise(false);
  }

  /** A service's own absolute address, made relative: callers know only the gateway's. */
  String seenFromOutside(Upstream upstream, String location) {
    for (URI address : addresses(upstream).all()) {
      String own = address.getScheme() + "://" + address.getRawAuthority();
      if (location.startsWith(own + "/")) {
        return location.substring(own.length());
      }
    }
    return location;
  }

  private RequestOptions options(URI address) {
    boolean tls = "https".equals(address.getScheme());
    int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
    return new RequestOptions()
        .setHost(address.getHost())
        .setPort(port)
        .setSsl(tls)
        .setConnectTimeout(settings.connectTimeout().toMillis());
  }

  private Addresses addresses(Upstream upstream) {
    Addresses instances = addresses.get(upstream);
    if (instances == null) {
      throw new IllegalStateException("no address for " + upstream);
    }
    return instances;
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
