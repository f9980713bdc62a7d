package dev.consentledger.benchmarks.load;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Waits until everything behind the ledger has what is in it, so that nothing goes on unseen. */
public final class CaughtUp {
  private static final int POLL_MILLIS = 20;
  private static final byte[] NOTHING = new byte[0];

  private CaughtUp() {}

  /** The ledger's last position. */
  public static long head(BenchedStack running) throws IOException {
    try (HttpConnection connection = running.connect()) {
      String body =
          connection
              .send(
                  "GET",
                  "/v1/ledger/head",
                  running.stack().token(Role.READER),
                  "text/plain",
                  NOTHING)
              .require(200)
              .body();
      return Long.parseLong(BenchedStack.field(body, "position"));
    }
  }

  /** Returns when the projection has the ledger's last entry and the signed log covers it. */
  public static void await(BenchedStack running) throws IOException, InterruptedException {
    long head = head(running);
    awaitProjection(running, head);
    awaitProof(running, head);
  }

  public static void awaitProjection(BenchedStack running, long head)
      throws IOException, InterruptedException {
    var metrics = running.metrics(ServiceName.MATCHING);
    while (metrics.value("consentledger_projection_position") < head) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** A proof of an entry is there once a checkpoint covers it. */
  public static void awaitProof(BenchedStack running, long head)
      throws IOException, InterruptedException {
    try (HttpConnection connection = running.connect()) {
      String token = running.stack().token(Role.AUDITOR);
      while (true) {
        String checkpoint =
            new String(
                connection
                    .send("GET", "/log/checkpoint", token, "text/plain", NOTHING)
                    .body()
                    .getBytes(StandardCharsets.UTF_8),
                StandardCharsets.UTF_8);
        String[] lines = checkpoint.split("\n", 3);
        // In PostgreSQL, positions count entries from 1 without a gap: the log's size is one.
        if (lines.length == 3 && lines[1].matches("\\d+") && Long.parseLong(lines[1]) >= head) {
          return;
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }
}
