package dev.consentledger.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. The client shares the machine with
 * what it measures, so it does as little as a database's driver does: it writes the request's bytes
 * and reads the answer's. For one thread.
 */
public final class HttpConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;
  private final String host;

  public HttpConnection(String url) throws IOException {
    URI address = URI.create(url);
    this.channel = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Socket socket = channel.socket();
    this.in = new BufferedInputStream(socket.getInputStream(), 65_536);
    this.host = address.getHost() + ":" + address.getPort();
  }

  /** An answer, whole. */
  public record Answer(int status, String body) {
    /** Throws where the answer has another status. */
    public Answer require(int wanted) {
      if (status != wanted) {
        throw new IllegalStateException("answered %d, not %d: %s".formatted(status, wanted, body));
      }
      return this;
    }
  }

  public Answer send(String method, String path, String token, String type, byte[] body)
      throws IOException {
    channel.socket().getOutputStream().write(bytes(method, path, token, type, body));
    return read();
  }

  /** A request's bytes, to be sent often. */
  public byte[] bytes(String method, String path, String token, String type, byte[] body) {
    byte[] head = head(method, path, token, type, body.length);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  public Answer send(byte[] request) throws IOException {
    channel.socket().getOutputStream().write(request);
    return read();
  }

  /** Sends a file without copying it through this process. */
  public Answer upload(String path, String token, String type, Path file) throws IOException {
    try (FileChannel content = FileChannel.open(file)) {
      long size = content.size();
      channel.socket().getOutputStream().write(head("POST", path, token, type, size));
      for (long sent = 0; sent < size; ) {
        sent += content.transferTo(sent, Math.min(size - sent, 1 << 20), channel);
      }
    }
    return read();
  }

  private byte[] head(String method, String path, String token, String type, long length) {
    return """
    %s %s HTTP/1.1\r
    Host: %s\r
    Authorization: Bearer %s\r
    Content-Type: %s\r
    Content-Length: %d\r
    \r
    """
        .formatted(method, path, host, token, type, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private Answer read() throws IOException {
    int status = Integer.parseInt(line().substring(9, 12));
    int length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:") && lower.endsWith("chunked")) {
        chunked = true;
      }
    }
    return new Answer(status, chunked ? chunks() : text(length));
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line().strip(), 16);
      body.append(text(size));
      line();
      if (size == 0) {
        return body.toString();
      }
    }
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer broke off");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
