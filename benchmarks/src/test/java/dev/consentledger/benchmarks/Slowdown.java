package dev.consentledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short comparison with a plain reference in the same run. It asserts a ratio and no time: the
 * path may be as much slower than the reference as it is today, ten times over.
 */
public final class Slowdown {
  private static final double TIMES = 10;
  private static final int WARMUPS = 2;
  private static final int ROUNDS = 5;

  private Slowdown() {}

  /**
   * Runs both in turn.
   *
   * @param today how many times as long as the reference the path took when this was written
   */
  public static void assertNone(String path, double today, Turns.Work ours, Turns.Work reference)
      throws Exception {
    Turns turns =
        new Turns()
            .add("ours", Turns.Run.timed(ours))
            .add("reference", Turns.Run.timed(reference))
            .play(WARMUPS, ROUNDS);
    Samples ratio = turns.ratio(path, "reference", "ours");
    assertThat(ratio.median())
        .as("%s against its plain reference, and %.1f when this was written", ratio, today)
        .isLessThan(TIMES * today);
  }
}
