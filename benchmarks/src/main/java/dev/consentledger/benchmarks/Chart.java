package dev.consentledger.benchmarks;

import java.util.List;

/** What a comparison wants drawn: bars with their spread, or lines. */
public sealed interface Chart {
  String title();

  /**
   * Bars from the median, with a mark from the least to the most. Labels are the samples' names.
   */
  record Bars(String title, String axis, List<Samples> bars) implements Chart {
    public Bars {
      bars = List.copyOf(bars);
    }
  }

  /** Lines over a shared x axis; both axes begin at zero. */
  record Lines(String title, String xAxis, String yAxis, List<Line> lines) implements Chart {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /** One line's points, of equally many x and y. */
  record Line(String name, List<Double> x, List<Double> y) {
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.size() != y.size() || x.isEmpty()) {
        throw new IllegalArgumentException("a line has as many x as y, at least one");
      }
    }
  }
}
