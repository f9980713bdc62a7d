package dev.consentledger.consent.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What audit needs beside the database: a signing key, a match secret, the service's own token, and
 * matching-service's endpoints. A test stores there what a run left behind: {@code PUT
 * /internal/v1/runs/<run>/list}, and {@code DELETE} forgets it.
 */
public final class AuditParts implements QuarkusTestResourceLifecycleManager {
  static final String TOKEN = "the-service's-own-token";
  static final String SECRET_HEX = "0123456789abcdef".repeat(4);
  static final int SECRET_VERSION = 3;

  private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
  private @Nullable HttpServer matching;
  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("audit-parts");
      matching = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      matching.createContext("/", this::answer);
      matching.start();
      var settings = new HashMap<String, String>();
      settings.put("consentledger.proof.enabled", "true");
      settings.put(
          "consentledger.proof.signing-key-file",
          secret(
              "signing-key",
              SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519).secretText()));
      settings.put(
          "consentledger.match-secret-file",
          secret(
              "match-secret",
              // The runs' secret, and the one that it was rotated to since.
              "%d %s\n%d %s\n"
                  .formatted(SECRET_VERSION, SECRET_HEX, SECRET_VERSION + 1, "ab".repeat(32))));
      settings.put("consentledger.token-file", secret("token", TOKEN));
      settings.put(
          "consentledger.audit.matching.url",
          "http://127.0.0.1:" + matching.getAddress().getPort());
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String secret(String name, String text) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n").toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        stored.put(path, body);
        exchange.sendResponseHeaders(204, -1);
      }
      case "DELETE" -> {
        stored.remove(path);
        exchange.sendResponseHeaders(204, -1);
      }
      default -> {
        byte[] found = stored.get(path);
        boolean isOurs =
            ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!isOurs) {
          exchange.sendResponseHeaders(401, -1);
        } else if (found == null) {
          exchange.sendResponseHeaders(404, -1);
        } else {
          exchange.sendResponseHeaders(200, found.length == 0 ? -1 : found.length);
          if (found.length > 0) {
            exchange.getResponseBody().write(found);
          }
        }
      }
    }
    exchange.close();
  }

  @Override
  public void stop() {
    if (matching != null) {
      matching.stop(0);
    }
    if (folder != null) {
      new TemporaryFolder(folder).close();
    }
  }
}
