package dev.consentledger.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs contenders in turn, A B A B …, so that a machine that slows down slows all of them. Rounds
 * that only warm up are not counted.
 */
public final class Turns {
  private final List<Contender> contenders = new ArrayList<>();
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

  private record Contender(String name, Run run) {}

  /** One round's work of one contender. */
  @FunctionalInterface
  public interface Run {
    /** Answers the seconds that count. */
    double seconds(int round) throws Exception;

    /** All of the run counts. */
    static Run timed(Work work) {
      return round -> {
        long begun = System.nanoTime();
        work.run(round);
        return (System.nanoTime() - begun) / 1e9;
      };
    }

    /** For a slow contender: it sits out the later rounds. */
    static Run upTo(int rounds, Run run) {
      return round -> round < rounds ? run.seconds(round) : ENOUGH;
    }
  }

  /** Answered by a contender that has run often enough. */
  private static final double ENOUGH = -1;

  /** What a round does. */
  @FunctionalInterface
  public interface Work {
    void run(int round) throws Exception;
  }

  public Turns add(String name, Run run) {
    contenders.add(new Contender(name, run));
    return this;
  }

  /** Rounds below {@code warmups} are run and forgotten. */
  public Turns play(int warmups, int rounds) throws Exception {
    for (int round = 0; round < warmups + rounds; round++) {
      for (Contender contender : contenders) {
        double took = contender.run.seconds(round);
        if (took == ENOUGH) {
          continue;
        }
        System.out.printf(
            "  %s %d: %s %s s%n",
            round < warmups ? "warm-up" : "round",
            round < warmups ? round + 1 : round - warmups + 1,
            contender.name,
            Samples.text(took));
        if (round >= warmups) {
          seconds.computeIfAbsent(contender.name, _ -> new ArrayList<>()).add(took);
        }
      }
    }
    return this;
  }

  /** The contender's seconds. */
  public Samples of(String name) {
    List<Double> values = seconds.get(name);
    if (values == null) {
      throw new IllegalArgumentException("no contender is called " + name);
    }
    return new Samples(name, "s", values);
  }

  /**
   * How many times the first is as fast as the second, a ratio a round: both ran right after each
   * other, so what the machine did to one it did to the other.
   */
  public Samples ratio(String name, String fast, String slow) {
    List<Double> of = new ArrayList<>();
    List<Double> ours = of(fast).values();
    List<Double> theirs = of(slow).values();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      of.add(theirs.get(i) / ours.get(i));
    }
    return new Samples(name, "times", of);
  }
}
