package dev.consentledger.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A real HTTP service behind the gateway. It records what reached it, and answers 200 with {@code
 * {"service": name}}, or as a test tells it to.
 */
public final class Service {

  /** One request as it came out of the gateway. */
  public record Reached(String service, String method, String uri, MultiMap headers, Buffer body) {}

  private final String name;
  private final Vertx vertx;
  private final int port;
  private HttpServer server;
  private final BlockingQueue<Reached> reached = new LinkedBlockingQueue<>();
  private volatile Handler<HttpServerRequest> behaviour = this::echo;

  Service(Vertx vertx, String name) {
    this.name = name;
    this.vertx = vertx;
    this.server = listen(0);
    this.port = server.actualPort();
  }

  private HttpServer listen(int onPort) {
    return await(
        vertx
            .createHttpServer(
                new HttpServerOptions().setHost("localhost").setMaxInitialLineLength(16_384))
            .requestHandler(this::handle)
            .listen(onPort));
  }

  /** Is down while the test does something, and then up again at the same address. */
  public void downDuring(Runnable something) {
    await(server.close());
    try {
      something.run();
    } finally {
      server = listen(port);
    }
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void handle(HttpServerRequest request) {
    if (request.path().equals("/")) {
      request.response().setStatusCode(404).end();
    } else {
      behaviour.handle(request);
    }
  }

  private void echo(HttpServerRequest request) {
    record(
        request,
        body ->
            request
                .response()
                .putHeader("content-type", "application/json")
                .end("{\"service\":\"" + name + "\"}"));
  }

  /** Reads the whole body, records the request, then goes on. */
  public void record(HttpServerRequest request, Handler<Buffer> then) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
    request
        .body()
        .onSuccess(body -> {
          reached.add(new Reached(name, request.method().name(), request.uri(), headers, body));
          then.handle(body);
        });
  }

  public void behaves(Handler<HttpServerRequest> told) {
    behaviour = told;
  }

  public void forget() {
    behaviour = this::echo;
    reached.clear();
  }

  public Reached next() {
    try {
      Reached next = reached.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing reached " + name);
      }
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public boolean untouched() {
    return reached.isEmpty();
  }

  public String address() {
    return "http://localhost:" + port;
  }
}
