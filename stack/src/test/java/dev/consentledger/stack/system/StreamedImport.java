package dev.consentledger.stack.system;

import dev.consentledger.stack.Role;
import dev.consentledger.stack.Stack;
import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An import that is sent while its answers are read, as a platform with millions of accounts would:
 * a plain socket, since the JDK's client reads no answer before it has sent the whole request.
 */
final class StreamedImport implements AutoCloseable {
  private static final int READ_LIMIT_MILLIS = 60_000;

  private final Socket socket;
  private final Thread sender;
  private final Thread reader;
  private final Set<Integer> acknowledged = new HashSet<>();

  StreamedImport(Stack stack, List<String> lines) throws IOException {
    URI url = URI.create(stack.url());
    this.socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    OutputStream out = socket.getOutputStream();
    out.write(
        """
        POST /v1/accounts:import HTTP/1.1\r
        Host: %s:%d\r
        Authorization: Bearer %s\r
        Content-Type: application/x-ndjson\r
        Transfer-Encoding: chunked\r
        Connection: close\r
        \r
        """
            .formatted(url.getHost(), url.getPort(), stack.token(Role.WRITER))
            .getBytes(StandardCharsets.US_ASCII));
    this.sender = Thread.ofVirtual().start(() -> send(out, lines));
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /** Waits until the ledger has acknowledged so many lines. */
  synchronized void awaitAcknowledged(int count) throws InterruptedException {
    while (acknowledged.size() < count) {
      if (!reader.isAlive()) {
        throw new AssertionError("the import ended after " + acknowledged.size() + " lines");
      }
      wait(100);
    }
  }

  /** Waits until nothing more comes, and tells which lines were acknowledged. */
  Set<Integer> awaitEnd() throws IOException, InterruptedException {
    reader.join();
    socket.close();
    sender.join();
    synchronized (this) {
      return Set.copyOf(acknowledged);
    }
  }

  private static void send(OutputStream out, List<String> lines) {
    try {
      for (String line : lines) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException _) {
      // The connection broke, as it shall when a service is killed.
    }
  }

  /** An answer's line counts once it has come whole; chunk sizes between lines are passed over. */
  private void read() {
    try (var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("{\"line\"") && line.endsWith("}") && line.contains("\"position\"")) {
          synchronized (this) {
            acknowledged.add(JsonPath.from(line).getInt("line"));
            notifyAll();
          }
        }
      }
    } catch (IOException _) {
      // Likewise.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
