package dev.consentledger.benchmarks.replaying;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What an auditor asks, through the front door. */
final class Questions {
  private static final String PATH = "/v1/audit/replays";
  private static final int POLL_MILLIS = 20;
  private static final byte[] NOTHING = new byte[0];

  private Questions() {}

  /** A replay that has ended well, and how long it took from the question on. */
  record Done(String replay, String answer, double seconds) {}

  /**
   * @param fields the question's own, such as {@code "kind":"ledger"}
   */
  static Done ask(BenchedStack running, String fields) throws IOException, InterruptedException {
    String token = running.stack().token(Role.AUDITOR);
    try (HttpConnection connection = running.connect()) {
      long begun = System.nanoTime();
      String question = "{\"reason\":\"A benchmark\"," + fields + "}";
      String replay =
          BenchedStack.field(
              connection
                  .send(
                      "POST",
                      PATH,
                      token,
                      "application/json",
                      question.getBytes(StandardCharsets.UTF_8))
                  .require(202)
                  .body(),
              "replay");
      while (true) {
        String answer =
            connection
                .send("GET", PATH + "/" + replay, token, "application/json", NOTHING)
                .require(200)
                .body();
        switch (BenchedStack.field(answer, "state")) {
          case "done" -> {
            return new Done(replay, answer, (System.nanoTime() - begun) / 1e9);
          }
          case "failed" -> throw new IllegalStateException("the replay failed: " + answer);
          default -> Thread.sleep(POLL_MILLIS);
        }
      }
    }
  }

  static String bundlePath(String replay) {
    return PATH + "/" + replay + "/bundle";
  }
}
