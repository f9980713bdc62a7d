package dev.consentledger.matching;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Consent-service's calls for matching-service, as docs/architecture.md has them: repeating a call
 * answers the same position, another content for the same run is 409. A test steers it over HTTP:
 * {@code PUT /control} with {@code head}, {@code status} (answered to everything else while it is
 * not 0), {@code recordStatus} (only to records of lists) and {@code forget} (a run's record);
 * {@code GET /control} tells {@code records} and {@code heads}.
 */
public final class ConsentFake implements QuarkusTestResourceLifecycleManager {
  public static final String TOKEN = "the-service's-own-token";
  public static final int SECRET_VERSION = 3;
  public static final String SECRET_HEX =
      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

  private record Recorded(String content, long position) {}

  private final Map<String, Recorded> recorded = new HashMap<>();
  private Vertx vertx;
  private Path folder;
  private long position;
  private int status;
  private int recordStatus;
  private long heads;

  @Override
  public Map<String, String> start() {
    vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> answer(request, body.toString())))
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    try {
      folder = Files.createTempDirectory("consent-fake");
      Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
      Path secret = Files.writeString(folder.resolve("match-secret"), "3 " + SECRET_HEX + "\n");
      return Map.of(
          "consentledger.consent.url", "http://localhost:" + server.actualPort(),
          "consentledger.token-file", token.toString(),
          "consentledger.match-secret-file", secret.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    if (folder != null) {
      for (String name : new String[] {"token", "match-secret"}) {
        folder.resolve(name).toFile().delete();
      }
      folder.toFile().delete();
    }
  }

  private synchronized void answer(HttpServerRequest request, String body) {
    if (request.path().equals("/control")) {
      control(request, body);
      return;
    }
    boolean isRecord = request.path().contains("/runs/");
    int refused = status != 0 ? status : isRecord ? recordStatus : 0;
    if (refused != 0) {
      request.response().setStatusCode(refused).end();
    } else if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
      request.response().setStatusCode(401).end();
    } else if (request.path().equals("/v1/ledger/head")) {
      heads++;
      position(request, position);
    } else {
      append(request, request.method() + " " + request.path(), body);
    }
  }

  private void append(HttpServerRequest request, String key, String content) {
    Recorded before = recorded.get(key);
    if (before == null) {
      before = new Recorded(content, ++position);
      recorded.put(key, before);
    }
    if (before.content().equals(content)) {
      position(request, before.position());
    } else {
      request.response().setStatusCode(409).end();
    }
  }

  private void control(HttpServerRequest request, String body) {
    if (!body.isEmpty()) {
      var steer = new JsonObject(body);
      position = Math.max(position, steer.getLong("head", 0L));
      status = steer.getInteger("status", status);
      String forget = steer.getString("forget");
      recorded.keySet().removeIf(key -> forget != null && key.contains(forget));
      recordStatus = steer.getInteger("recordStatus", recordStatus);
    }
    var records = new JsonObject();
    recorded.forEach((key, entry) -> records.put(key, entry.content()));
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("position", position)
                .put("heads", heads)
                .put("records", records)
                .encode());
  }

  private static void position(HttpServerRequest request, long position) {
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("position", position).encode());
  }
}
