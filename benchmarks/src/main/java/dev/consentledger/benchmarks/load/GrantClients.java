package dev.consentledger.benchmarks.load;

import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.Stack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send one grant after the other, each the first of its purpose on its contact point:
 * each appends exactly one entry, and is acknowledged when that is durable. Every client is a
 * caller of its own, as the services of a platform are.
 */
public final class GrantClients implements AutoCloseable {
  private static final int NO_SUCCESS = 300;

  private final List<HttpConnection> connections = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final String prefix;
  private final AtomicInteger next = new AtomicInteger();

  private GrantClients(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Registers the accounts of so many grants and connects the clients.
   *
   * @param prefix of the accounts' ids: each use has its own
   */
  public static GrantClients start(Stack stack, int clients, String prefix, int grants)
      throws Exception {
    int accounts = Math.ceilDiv(grants, clients * MadeUp.PURPOSES.size()) * clients;
    Platform.importAccounts(stack, prefix, accounts, false);
    var started = new GrantClients(prefix);
    for (int i = 0; i < clients; i++) {
      started.connections.add(new HttpConnection(stack.url()));
      started.tokens.add(stack.tokenOf("platform-" + i, Role.WRITER));
    }
    return started;
  }

  /** Sends the next so many grants from all clients at once; returns when all are acknowledged. */
  public void send(int grants) throws Exception {
    int end = next.get() + grants;
    Concurrent.times(
        connections.size(),
        client -> {
          for (int grant = take(end); grant < end; grant = take(end)) {
            sendOne(client, grant);
          }
        });
    next.set(end);
  }

  private int take(int end) {
    return next.getAndUpdate(now -> Math.min(now + 1, end));
  }

  /** One client's next grant: for those who keep the time themselves. */
  public void sendNext(int client) throws IOException {
    sendOne(client, next.getAndIncrement());
  }

  /** Neighbours in time are of different accounts, as they are at a platform. */
  private void sendOne(int client, int grant) throws IOException {
    int stride = connections.size() * MadeUp.PURPOSES.size();
    int account = grant / stride * connections.size() + grant % connections.size();
    String purpose = MadeUp.PURPOSES.get(grant % stride / connections.size());
    var answer =
        connections
            .get(client)
            .send(
                "PUT",
                MadeUp.grantPath(prefix + account, purpose),
                tokens.get(client),
                "application/json",
                MadeUp.grant());
    if (answer.status() >= NO_SUCCESS) {
      throw new IllegalStateException("answered " + answer.status() + ": " + answer.body());
    }
  }

  @Override
  public void close() throws IOException {
    for (HttpConnection connection : connections) {
      connection.close();
    }
  }
}
