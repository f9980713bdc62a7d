package dev.consentledger.benchmarks;

/** One command of {@code benchmarks/run}: measures, and tells what came out. */
public interface Comparison {
  /** The command's word, and the name of its files in benchmarks/results. */
  String name();

  /** Fills the outcome; what it started is stopped and removed when it returns or throws. */
  void measure(Options options, Outcome outcome) throws Exception;
}
