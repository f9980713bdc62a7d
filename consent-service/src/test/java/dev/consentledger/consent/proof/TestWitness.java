package dev.consentledger.consent.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.proof.WitnessRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small witness as C2SP tlog-witness describes it, over real HTTP: it remembers one tree head,
 * and cosigns what continues that.
 */
final class TestWitness implements AutoCloseable {
  final SigningKey key;
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger conflicts = new AtomicInteger();
  private final VerifierKey log;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private TreeHead seen = new TreeHead(0, new TreeHasher().emptyRoot());
  private volatile SigningKey signsWith;
  private volatile boolean isSilent;

  TestWitness(String name, VerifierKey log) {
    this.key = SigningKey.generate(name, KeyType.COSIGNATURE_V1);
    this.signsWith = key;
    this.log = log;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/witness/add-checkpoint", this::addCheckpoint);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/witness";
  }

  synchronized TreeHead seen() {
    return seen;
  }

  /** As if it had been told before. */
  synchronized void remember(TreeHead head) {
    seen = head;
  }

  /** Takes requests and answers none. */
  void beSilent(boolean silent) {
    isSilent = silent;
  }

  /** Signs with another key of its name, as an impostor would. */
  void signWith(SigningKey other) {
    signsWith = other;
  }

  private void addCheckpoint(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    if (isSilent) {
      awaitClosing();
    }
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      answer(exchange, new String(body, StandardCharsets.UTF_8));
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void answer(HttpExchange exchange, String body) throws IOException {
    WitnessRequest request;
    Checkpoint checkpoint;
    try {
      request = WitnessRequest.parse(body);
      checkpoint = Checkpoint.open(request.checkpoint(), log);
    } catch (ProofException _) {
      send(exchange, 403, "text/plain", "");
      return;
    }
    if (request.oldSize() > checkpoint.head().size()) {
      send(exchange, 400, "text/plain", "");
    } else if (request.oldSize() != seen.size()
        || (seen.size() == checkpoint.head().size() && !seen.equals(checkpoint.head()))) {
      conflicts.incrementAndGet();
      send(exchange, 409, "text/x.tlog.size", seen.size() + "\n");
    } else if (!continues(request)) {
      send(exchange, 422, "text/plain", "");
    } else {
      seen = checkpoint.head();
      String line = signsWith.cosign(checkpoint, Instant.ofEpochSecond(1_750_000_000)).line();
      send(exchange, 200, "text/plain", line + "\n");
    }
  }

  private boolean continues(WitnessRequest request) {
    try {
      var _ = request.verify(seen, log);
      return true;
    } catch (ProofException _) {
      return false;
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
