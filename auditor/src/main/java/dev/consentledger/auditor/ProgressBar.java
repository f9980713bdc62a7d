package dev.consentledger.auditor;

import dev.consentledger.kernel.evidence.Check;
import dev.consentledger.kernel.evidence.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** A bar on standard error, redrawn at most once a hundredth of the way. */
final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 40;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter err;
  private int lastPercent = -1;
  private String lastName = "";

  ProgressBar(PrintWriter err) {
    this.err = err;
  }

  /** Whether somebody is watching. */
  static boolean isWatched() {
    // Whether it is null where nobody watches depends on the JDK's console.
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  @Override
  public void at(Check.Name check, long done, long total) {
    int percent = total <= 0 ? 100 : (int) Math.min(100, Math.max(0, 100.0 * done / total));
    String name = check.code();
    if (percent == lastPercent && name.equals(lastName)) {
      return;
    }
    lastPercent = percent;
    lastName = name;
    int filled = WIDTH * percent / 100;
    err.print(
        CLEAR_LINE
            + "["
            + "#".repeat(filled)
            + ".".repeat(WIDTH - filled)
            + "] "
            + percent
            + " % "
            + name);
    err.flush();
  }

  /** Leaves no bar behind. */
  @Override
  public void close() {
    if (lastPercent >= 0) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
