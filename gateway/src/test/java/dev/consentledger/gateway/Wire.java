package dev.consentledger.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A caller that says byte for byte what it sends, and when. */
final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STALLED = Duration.ofSeconds(1);

  private final SocketChannel channel;
  private final StringBuilder seen = new StringBuilder();
  private long bytesRead;

  Wire(int port) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress("localhost", port));
    channel.configureBlocking(false);
  }

  static String head(String requestLine, String token, String... headers) {
    return requestLine
        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + token
        + "\r\n"
        + String.join("", java.util.Arrays.stream(headers).map(h -> h + "\r\n").toList())
        + "\r\n";
  }

  static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  void send(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        waitALittle(until);
      }
    }
  }

  /** Sends until all is sent or nothing has been taken for a second; answers the bytes sent. */
  long sendUntilStalled(ByteBuffer piece, long bytes) throws IOException {
    long sent = 0;
    long movedAt = System.nanoTime();
    while (sent < bytes && System.nanoTime() - movedAt < STALLED.toNanos()) {
      if (!piece.hasRemaining()) {
        piece.rewind();
      }
      piece.limit((int) Math.min(piece.capacity(), piece.position() + bytes - sent));
      int wrote = channel.write(piece);
      piece.limit(piece.capacity());
      if (wrote > 0) {
        sent += wrote;
        movedAt = System.nanoTime();
      } else {
        LockSupport.parkNanos(100_000);
      }
    }
    return sent;
  }

  /** Reads until the text has come; answers all that has come so far. */
  String awaitText(String text) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (seen.indexOf(text) < 0) {
      if (read() < 0) {
        throw new AssertionError("closed before <" + text + "> came: <" + seen + ">");
      }
      waitALittle(until);
    }
    return seen.toString();
  }

  /** Reads to the close of the connection; answers all that has come. */
  String awaitClose() throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (read() >= 0) {
        waitALittle(until);
      }
    } catch (java.net.SocketException reset) {
      return seen.toString();
    }
    return seen.toString();
  }

  /** Reads and forgets until so many bytes have come in all. */
  void awaitBytes(long bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (bytesRead < bytes) {
      int got = channel.read(buffer.clear());
      if (got < 0) {
        throw new AssertionError("closed after " + bytesRead + " bytes");
      }
      bytesRead += got;
      if (got == 0) {
        waitALittle(until);
      }
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private int read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    int got = channel.read(buffer);
    if (got > 0) {
      bytesRead += got;
      seen.append(new String(buffer.array(), 0, got, StandardCharsets.ISO_8859_1));
    }
    return got;
  }

  private void waitALittle(long until) {
    if (System.nanoTime() > until) {
      throw new AssertionError("waited in vain; seen so far: <" + seen + ">");
    }
    LockSupport.parkNanos(200_000);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
