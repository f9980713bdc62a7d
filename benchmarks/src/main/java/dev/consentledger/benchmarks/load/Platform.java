package dev.consentledger.benchmarks.load;

import dev.consentledger.benchmarks.HttpConnection;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.Stack;
import java.io.IOException;

/** What an account platform does before anything is measured. */
public final class Platform {
  private Platform() {}

  /**
   * Registers the notice that all grants name, and imports the accounts {@code <prefix>0} and on,
   * each with an address.
   *
   * @param permitted whether each grants list matching, which is one more entry
   */
  public static void importAccounts(Stack stack, String prefix, int count, boolean permitted)
      throws Exception {
    registerNotice(stack);
    StreamedImport.send(
        stack.url(),
        stack.token(Role.WRITER),
        count,
        MadeUp.importLines(prefix, 0, count, permitted));
  }

  /** A repeat appends nothing. */
  private static void registerNotice(Stack stack) throws IOException {
    try (var connection = new HttpConnection(stack.url())) {
      connection
          .send(
              "PUT",
              MadeUp.NOTICE_PATH,
              stack.token(Role.WRITER),
              "application/json",
              MadeUp.noticeText())
          .require(200);
    }
  }
}
