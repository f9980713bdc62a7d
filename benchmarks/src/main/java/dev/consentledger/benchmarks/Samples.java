package dev.consentledger.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One thing measured several times. The median counts; the spread says how much to believe it. */
public record Samples(String name, String unit, List<Double> values) {
  public Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured: " + name);
    }
  }

  public double median() {
    return quantile(0.5);
  }

  public double min() {
    return quantile(0);
  }

  public double max() {
    return quantile(1);
  }

  /** Between the two nearest values, in proportion. */
  public double quantile(double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** Each value turned into another unit. */
  public Samples as(String otherName, String otherUnit, double factor) {
    return new Samples(otherName, otherUnit, values.stream().map(v -> v * factor).toList());
  }

  /** Each value as a rate: {@code amount} divided by it. */
  public Samples rate(String otherName, String otherUnit, double amount) {
    return new Samples(otherName, otherUnit, values.stream().map(v -> amount / v).toList());
  }

  /** Three digits that count. */
  public static String text(double value) {
    double size = Math.abs(value);
    String format = size >= 100 || value == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    if (size > 0 && size < 0.1) {
      format = "%.3g";
    }
    return String.format(Locale.ROOT, format, value);
  }

  @Override
  public String toString() {
    return "%s: %s %s (%s to %s, %d times)"
        .formatted(name, text(median()), unit, text(min()), text(max()), values.size());
  }

  /** Of many single durations, as one table row wants them; {@code nanos} is sorted by this. */
  public static double percentileMillis(long[] nanos, double share) {
    Arrays.sort(nanos);
    int at = Math.clamp((int) Math.ceil(share * nanos.length) - 1, 0, nanos.length - 1);
    return nanos[at] / 1e6;
  }
}
