package dev.consentledger.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A bulk import whose answers are read while it is sent, as a platform with millions of accounts
 * would: who does not read is not read from.
 */
public final class StreamedImport {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int SILENCE_MILLIS = 60_000;

  private StreamedImport() {}

  /** Writes the lines as it makes them. */
  @FunctionalInterface
  public interface Lines {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Returns when the summary says that every one of these lines was accepted. */
  public static void send(String url, String token, int count, Lines lines) throws Exception {
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(SILENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /v1/accounts:import HTTP/1.1\r
          Host: %s:%d\r
          Authorization: Bearer %s\r
          Content-Type: application/x-ndjson\r
          Transfer-Encoding: chunked\r
          \r
          """
              .formatted(address.getHost(), address.getPort(), token)
              .getBytes(StandardCharsets.US_ASCII));
      var sending =
          new Concurrent(() -> {
            try (var chunks = new ChunkedOutput(out, CHUNK_BYTES)) {
              lines.writeTo(chunks);
            }
          });
      requireAccepted(new BufferedInputStream(socket.getInputStream(), CHUNK_BYTES), count);
      sending.await();
    }
  }

  private static void requireAccepted(InputStream in, int count) throws IOException {
    String status = ChunkedInput.line(in);
    for (String field = status; !field.isEmpty(); field = ChunkedInput.line(in)) {
      // The answer is always in chunks.
    }
    String last = status;
    try (var reader =
        new BufferedReader(new InputStreamReader(new ChunkedInput(in), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          last = line;
        }
      }
    }
    if (!last.contains("\"summary\"") || !last.contains("\"accepted\":" + count + ",")) {
      throw new IllegalStateException("not every line was accepted: " + last);
    }
  }
}
