package dev.consentledger.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks free loopback ports, never the same one twice. Not from those that the system gives to
 * outgoing connections: one of these might take it before the service that it was picked for.
 */
final class Ports {
  /**
   * Processes that start stacks side by side, as the system tests do, are given a range each: a
   * port that one picked, or whose service it is just starting again, is free to the other's eyes.
   */
  private static final int FIRST = Integer.getInteger("stack.ports.first", 20_000);

  private static final int END = Integer.getInteger("stack.ports.end", 30_000);

  private final Set<Integer> given = new HashSet<>();

  int free() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = bind(ThreadLocalRandom.current().nextInt(FIRST, END));
      if (port > 0 && given.add(port)) {
        return port;
      }
    }
    throw new StackException("no free port on this machine");
  }

  /** {@code wanted} where nobody listens there, else any free port. */
  int preferring(int wanted) {
    return wanted > 0 && bind(wanted) == wanted && given.add(wanted) ? wanted : free();
  }

  private static int bind(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException _) {
      return -1;
    }
  }
}
