package dev.consentledger.auditor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TreeAppender;
import dev.consentledger.kernel.proof.TreeHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log over HTTP whose content a test sets, right or wrong. */
final class TestLog implements AutoCloseable {
  final Map<String, byte[]> files = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();
  volatile int status = 200;

  private final SigningKey key;
  private final List<SigningKey> others = new ArrayList<>();
  private final HttpServer server;
  private final List<byte[]> leaves = new ArrayList<>();

  TestLog(SigningKey key) throws IOException {
    this.key = key;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/log/", this::answer);
    server.start();
  }

  String url() {
    return "http://"
        + server.getAddress().getAddress().getHostAddress()
        + ":"
        + server.getAddress().getPort()
        + "/log";
  }

  /** As a log does while it changes its key. */
  TestLog signAlsoWith(SigningKey other) {
    others.add(other);
    return this;
  }

  /** Appends leaves that differ by their salt, and serves the tree anew. */
  TestLog growTo(int size, String salt) {
    for (int i = leaves.size(); i < size; i++) {
      leaves.add((salt + i).getBytes(StandardCharsets.UTF_8));
    }
    publish(true);
    return this;
  }

  /** Another history from a leaf on. */
  TestLog rewriteFrom(int index, int size, String salt) {
    leaves.subList(index, leaves.size()).clear();
    return growTo(size, salt);
  }

  /** Serves the tree with its last partial tiles, or, as the format allows, without them. */
  void publish(boolean withPartialTiles) {
    var appender = new TreeAppender();
    leaves.forEach(appender::append);
    files.clear();
    for (Map.Entry<TileId, HashTile> tile : appender.takeChanged().entrySet()) {
      if (withPartialTiles || tile.getKey().isFull()) {
        files.put("/log/" + tile.getKey().path(), tile.getValue().encode());
      }
    }
    publish(appender.head());
  }

  void publish(TreeHead head) {
    var checkpoint = new Checkpoint(key.verifier().name(), head);
    SignedNote note = checkpoint.sign(key);
    for (SigningKey other : others) {
      note = note.with(other.sign(checkpoint.text()));
    }
    files.put("/log/checkpoint", note.encode().getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (token != null) {
      tokens.add(token);
    }
    byte[] body = files.get(path);
    try (exchange) {
      if (status != 200 || body == null) {
        exchange.sendResponseHeaders(status != 200 ? status : 404, -1);
      } else {
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
