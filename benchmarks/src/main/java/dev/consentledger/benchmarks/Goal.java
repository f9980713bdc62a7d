package dev.consentledger.benchmarks;

/**
 * What was wanted, and what it came to.
 *
 * @param bound the value itself still meets the goal
 * @param atLeast whether more is better
 * @param reason why it was missed, and what the profile says; empty where it was met
 */
public record Goal(
    String what, String unit, double bound, boolean atLeast, double value, String reason) {
  public boolean met() {
    return atLeast ? value >= bound : value <= bound;
  }

  String boundText() {
    return (atLeast ? "at least " : "at most ") + Samples.text(bound) + " " + unit;
  }

  String verdict() {
    return met() ? "met" : "**missed**";
  }
}
