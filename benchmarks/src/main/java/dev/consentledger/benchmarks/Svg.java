package dev.consentledger.benchmarks;

import java.util.List;

/**
 * Draws charts as SVG text: light background, axes with units, no library. Numbers are written in
 * the default locale, which {@link Benchmarks} makes the root one.
 */
final class Svg {
  private static final int WIDTH = 760;
  private static final int LEFT = 250;
  private static final int RIGHT = 90;
  private static final int BAR = 22;
  private static final int GAP = 14;
  private static final int LINES_HEIGHT = 300;
  private static final int LINES_LEFT = 80;
  private static final String[] COLOURS = {"#2457a6", "#c0571f", "#3b7d3b", "#7a4a9e", "#8a6d1a"};

  private Svg() {}

  static String of(List<Chart> charts) {
    StringBuilder body = new StringBuilder();
    int top = 0;
    for (Chart chart : charts) {
      body.append("<g transform=\"translate(0 %d)\">%n".formatted(top));
      top +=
          switch (chart) {
            case Chart.Bars bars -> bars(bars, body);
            case Chart.Lines lines -> lines(lines, body);
          };
      body.append("</g>\n");
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
    font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">
    <rect width="100%%" height="100%%" fill="#fdfdfb"/>
    %s</svg>
    """
        .formatted(WIDTH, top, WIDTH, top, body);
  }

  private static int bars(Chart.Bars chart, StringBuilder out) {
    int plot = WIDTH - LEFT - RIGHT;
    double most = chart.bars().stream().mapToDouble(Samples::max).max().orElse(1);
    double step = step(most);
    double end = Math.max(step, Math.ceil(most / step) * step);
    int bottom = 40 + chart.bars().size() * (BAR + GAP);
    title(chart.title(), out);
    for (double tick = 0; tick <= end + step / 2; tick += step) {
      double x = LEFT + tick / end * plot;
      line(x, 36, x, bottom, "#ddd", out);
      text(x, bottom + 16, "middle", Samples.text(tick), out);
    }
    for (int i = 0; i < chart.bars().size(); i++) {
      Samples bar = chart.bars().get(i);
      double y = 42 + i * (double) (BAR + GAP);
      double width = bar.median() / end * plot;
      text(LEFT - 8, y + 16, "end", bar.name(), out);
      out.append(
          "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
              .formatted(LEFT, y, width, BAR, COLOURS[i % COLOURS.length]));
      double least = LEFT + bar.min() / end * plot;
      double greatest = LEFT + bar.max() / end * plot;
      line(least, y + BAR / 2.0, greatest, y + BAR / 2.0, "#111", out);
      line(least, y + 6, least, y + BAR - 6, "#111", out);
      line(greatest, y + 6, greatest, y + BAR - 6, "#111", out);
      text(greatest + 6, y + 16, "start", Samples.text(bar.median()), out);
    }
    text(LEFT + plot / 2.0, bottom + 36, "middle", chart.axis() + " (median, least to most)", out);
    return bottom + 56;
  }

  private static int lines(Chart.Lines chart, StringBuilder out) {
    int plot = WIDTH - LINES_LEFT - 40;
    double xMost = most(chart, true);
    double yMost = most(chart, false);
    int bottom = 40 + LINES_HEIGHT;
    title(chart.title(), out);
    for (double tick = 0; tick <= xMost * 1.001; tick += step(xMost)) {
      double x = LINES_LEFT + tick / xMost * plot;
      line(x, 40, x, bottom, "#eee", out);
      text(x, bottom + 16, "middle", Samples.text(tick), out);
    }
    for (double tick = 0; tick <= yMost * 1.001; tick += step(yMost)) {
      double y = bottom - tick / yMost * LINES_HEIGHT;
      line(LINES_LEFT, y, WIDTH - 40.0, y, "#ddd", out);
      text(LINES_LEFT - 8, y + 4, "end", Samples.text(tick), out);
    }
    for (int i = 0; i < chart.lines().size(); i++) {
      Chart.Line one = chart.lines().get(i);
      String colour = COLOURS[i % COLOURS.length];
      StringBuilder points = new StringBuilder();
      for (int p = 0; p < one.x().size(); p++) {
        double x = LINES_LEFT + one.x().get(p) / xMost * plot;
        double y = bottom - one.y().get(p) / yMost * LINES_HEIGHT;
        points.append("%.1f,%.1f ".formatted(x, y));
        out.append(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n".formatted(x, y, colour));
      }
      out.append(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
              .formatted(points, colour));
      out.append(
          "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>%n"
              .formatted(LINES_LEFT + 14, 48 + 20 * i, colour));
      text(LINES_LEFT + 32, 59 + 20 * i, "start", one.name(), out);
    }
    text(LINES_LEFT + plot / 2.0, bottom + 36, "middle", chart.xAxis(), out);
    out.append(
        "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n"
            .formatted(40 + LINES_HEIGHT / 2, escape(chart.yAxis())));
    return bottom + 56;
  }

  private static double most(Chart.Lines chart, boolean x) {
    double most =
        chart.lines().stream()
            .flatMap(line -> (x ? line.x() : line.y()).stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    return x || most == 0 ? Math.max(most, 1e-9) : Math.ceil(most / step(most)) * step(most);
  }

  /** 1, 2 or 5 times a power of ten: four to ten ticks. */
  private static double step(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
    double share = most / power;
    return share < 2 ? power / 5 : share < 5 ? power / 2 : power;
  }

  private static void title(String text, StringBuilder out) {
    out.append(
        "<text x=\"16\" y=\"24\" font-weight=\"bold\" font-size=\"15\">%s</text>%n"
            .formatted(escape(text)));
  }

  private static void text(double x, double y, String anchor, String text, StringBuilder out) {
    out.append(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n"
            .formatted(x, y, anchor, escape(text)));
  }

  private static void line(
      double x1, double y1, double x2, double y2, String colour, StringBuilder out) {
    out.append(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n"
            .formatted(x1, y1, x2, y2, colour));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
