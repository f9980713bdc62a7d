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
import java.util.Map;

/**
 * The services' addresses and the connections to them. One pool for each service, so that streams
 * that hold connections to one never starve the other.
 */
@Singleton
class Upstreams {

  private static final int HEADERS_BYTES_MAX = 32_768;

  private final RouteSettings settings;
  private final Map<Upstream, URI> addresses = new EnumMap<>(Upstream.class);
  private final HttpClient client;

  Upstreams(Vertx vertx, RouteSettings settings) {
    this.settings = settings;
    addresses.put(Upstream.CONSENT, checked("consentledger.routes.consent", settings.consent()));
    addresses.put(Upstream.MATCHING, checked("consentledger.routes.matching", settings.matching()));
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

  /** Fails within the connect timeout, also while the pool is full. */
  Future<HttpClientRequest> connect(Upstream upstream) {
    return client.request(options(upstream));
  }

  /** Whether the service answers anything at all within the health timeout. */
  Future<Boolean> answers(Upstream upstream) {
    RequestOptions options =
        options(upstream)
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
    URI address = address(upstream);
    String own = address.getScheme() + "://" + address.getRawAuthority();
    return location.startsWith(own + "/") ? location.substring(own.length()) : location;
  }

  private RequestOptions options(Upstream upstream) {
    URI address = address(upstream);
    boolean tls = "https".equals(address.getScheme());
    int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
    return new RequestOptions()
        .setHost(address.getHost())
        .setPort(port)
        .setSsl(tls)
        .setConnectTimeout(settings.connectTimeout().toMillis());
  }

  private URI address(Upstream upstream) {
    URI address = addresses.get(upstream);
    if (address == null) {
      throw new IllegalStateException("no address for " + upstream);
    }
    return address;
  }

  private static URI checked(String setting, URI address) {
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    String path = address.getRawPath();
    if (!http
        || address.getHost() == null
        || address.getRawUserInfo() != null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(setting + " must be http[s]://host[:port] without a path");
    }
    return address;
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
