package dev.consentledger.auditor;

import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TileId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads a log over HTTP (C2SP tlog-tiles). Follows no redirect, since a token goes along. */
final class LogClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final int TILE_BYTES_MAX = 256 * 32;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final String prefix;
  private final Optional<Path> tokenFile;

  /**
   * @param prefix the log's URL, with or without a slash at its end
   * @param tokenFile read again for each request, so that the token can be renewed
   */
  LogClient(String prefix, Optional<Path> tokenFile) {
    this.prefix = prefix.endsWith("/") ? prefix : prefix + "/";
    this.tokenFile = tokenFile;
  }

  SignedNote checkpoint() {
    byte[] bytes =
        get("checkpoint", SignedNote.BYTES_MAX)
            .orElseThrow(() -> Trouble.unreachable("there is no checkpoint at this address"));
    try {
      return SignedNote.parse(bytes);
    } catch (ProofException e) {
      throw Trouble.damaged("checkpoint: " + e.getMessage());
    }
  }

  /** The tile; where a partial one is gone already, the full one that took its place. */
  HashTile tile(TileId id) {
    Optional<byte[]> bytes = get(id.path(), TILE_BYTES_MAX);
    TileId served = id;
    if (bytes.isEmpty() && !id.isFull()) {
      served = new TileId(id.level(), id.index(), TileId.WIDTH);
      bytes = get(served.path(), TILE_BYTES_MAX);
    }
    try {
      return HashTile.decode(
          bytes.orElseThrow(() -> Trouble.damaged(id.path() + ": the log does not serve it")),
          served.width());
    } catch (ProofException e) {
      throw Trouble.damaged(served.path() + ": " + e.getMessage());
    }
  }

  private Optional<byte[]> get(String path, int bytesMax) {
    try {
      HttpResponse<InputStream> response =
          http.send(request(path), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case 200 -> Optional.of(bounded(body, path, bytesMax));
          case 404, 410 -> Optional.empty();
          case 401, 403 -> throw Trouble.unreachable("the log refuses the token, or there is none");
          default ->
              throw Trouble.unreachable("the log answers with status " + response.statusCode());
        };
      }
    } catch (IOException e) {
      throw Trouble.unreachable("the log can't be reached (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Trouble.unreachable("interrupted");
    }
  }

  private static byte[] bounded(InputStream body, String path, int bytesMax) throws IOException {
    byte[] bytes = body.readNBytes(bytesMax + 1);
    if (bytes.length > bytesMax) {
      throw Trouble.damaged(path + ": is larger than it may be");
    }
    return bytes;
  }

  private HttpRequest request(String path) {
    try {
      var request = HttpRequest.newBuilder(URI.create(prefix + path)).timeout(REQUEST_TIMEOUT);
      tokenFile.ifPresent(
          file -> request.header("Authorization", "Bearer " + Keys.content(file, "--token-file")));
      return request.build();
    } catch (IllegalArgumentException _) {
      throw Trouble.usage("not the address of a log, or the token is unusable");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
